"""The collector: Segment's HTTP API, the pixel and tracked links, answered before Django.

POST /v1/{identify,track,page,screen,group,alias} take one message, /v1/batch and /v1/import many (import believes the
client's clock). 200 means that the events stand in the log on the disk. A batch with bad messages is taken without them and
names them in `errors`. GET /t.gif counts an opening (`m`) or takes a message (`data`); GET /l/{token} redirects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import structlog

from marketloop.events import links, plain, quarantine, requests
from marketloop.events.appender import EAGER
from marketloop.events.contracts import IncomingEvent
from marketloop.events.frames import Frame, encodable, encode, encode_call
from marketloop.events.incoming import KINDS, Arrival, ItemRefused, Message, skew_of, to_events
from marketloop.events.keys import Source, ring
from marketloop.events.log import LogUnwritable
from marketloop.events.ownership import StoreOwned
from marketloop.events.plan import HELD
from marketloop.events.redaction import may_hold_marks, may_hold_number
from marketloop.events.spine import get_spine
from marketloop.events.traffic import purpose_of
from marketloop.platform import background, clock
from marketloop.platform.config import get_config
from marketloop.platform.errors import DomainError, NotFound, TooLarge, Unauthenticated
from marketloop.platform.http import error_body
from marketloop.platform.i18n import Language, pick_language, translate

logger = structlog.get_logger(__name__)
Environ = dict[str, Any]
Start = Callable[..., Any]
_MANY = frozenset({"batch", "import"})
_CORS = [("Access-Control-Allow-Origin", "*")]
_OK = b'{"success":true}'
_REASONS = {200: "200 OK", 204: "204 No Content", 400: "400 Bad Request", 401: "401 Unauthorized", 404: "404 Not Found", 405: "405 Method Not Allowed", 413: "413 Content Too Large", 500: "500 Internal Server Error", 503: "503 Service Unavailable"}  # fmt: skip


class _Batch(msgspec.Struct, rename="camel"):
    batch: list[msgspec.Raw]
    sent_at: str | int | float | None = None
    write_key: str | None = None
    context: dict[str, Any] | None = None


class MethodRefused(DomainError):
    """The address takes another method."""

    status = 405


class Unavailable(DomainError):
    """Nothing can be taken at the moment."""

    status = 503


_message = msgspec.json.Decoder(Message)
_batch = msgspec.json.Decoder(_Batch)


def handles(path: str) -> bool:
    """Whether a path is the collector's."""
    return (path.startswith(("/v1/", "/l/")) and not path.startswith("/v1/hooks/")) or path == "/t.gif"


def application(environ: Environ, start_response: Start) -> Iterable[bytes]:
    """The WSGI application of these paths."""
    path = environ.get("PATH_INFO", "")
    if path == "/t.gif":
        return links.pixel(environ, start_response, take_pixel)
    if path.startswith("/l/"):
        return links.follow(environ, start_response)
    if environ["REQUEST_METHOD"] == "OPTIONS":
        return _preflight(start_response)
    try:
        return _answer(start_response, 200, collect(environ, path[4:]))
    except DomainError as error:
        return _answer(start_response, error.status, _error(environ, error))
    except (LogUnwritable, StoreOwned):
        logger.exception("log_unwritable")
        return _answer(start_response, 503, _error(environ, Unavailable("log_unwritable")))
    except Exception:  # a client must always learn that nothing was taken
        logger.exception("collector_failed", path=path)
        return _answer(start_response, 503, _error(environ, Unavailable("collector_failed")))


def collect(environ: Environ, call: str) -> bytes:
    """Take the messages of a call; the body of the answer. Raises DomainError when nothing is taken."""
    if call not in KINDS and call not in _MANY:
        raise NotFound("collector_path_unknown")
    if environ["REQUEST_METHOD"] != "POST":
        raise MethodRefused("collector_method")
    key = requests.key_in_headers(environ)
    source = _source(key) if key else None
    body = requests.read_body(environ)
    if call in _MANY:
        return _take_batch(environ, body, source, call)
    message = _decode(body)
    return take_one(environ, body, message, call, source or _source(message.write_key))


def take_one(environ: Environ, body: bytes, message: Message, kind: str, source: Source) -> bytes:
    """Take one message."""
    if len(body) > requests.MAX_EVENT:
        raise TooLarge("event_too_large", limit=requests.MAX_EVENT)
    arrival = _arrival(environ, source, message.sent_at, None)
    events = _events_of(body, message, kind, arrival)
    _commit(encode(quarantine.set_aside(events)))
    told = quarantine.warned(events)
    return _report(environ, 1, [], [(0, told)]) if told else _OK


def take_pixel(environ: Environ, body: bytes, key: str | None) -> None:
    """Take the message in a pixel's address."""
    message = _decode(body)
    kind = message.type if message.type in KINDS else "track"
    take_one(environ, body, message, kind, _source(key or message.write_key))


def _decode(body: bytes) -> Message:
    return requests.decode(_message, body)


def _source(key: str | None) -> Source:
    source = ring.find(key) if key else None
    if source is None:
        raise Unauthenticated("write_key_unknown")
    return source


def _arrival(environ: Environ, source: Source, sent_at: Any, context: dict[str, Any] | None) -> Arrival:
    received = clock.now_ms()
    return Arrival(
        source=source,
        received_ms=received,
        skew_ms=skew_of(sent_at, received),
        ip=environ.get("REMOTE_ADDR", ""),
        user_agent=environ.get("HTTP_USER_AGENT", ""),
        purpose=purpose_of(environ),
        context=context or {},
    )


def _take_batch(environ: Environ, body: bytes, source: Source | None, call: str) -> bytes:
    batch = requests.decode(_batch, body)
    source = source or _source(batch.write_key)
    arrival = _arrival(environ, source, batch.sent_at if call == "batch" else None, batch.context)
    messages = [bytes(raw) for raw in batch.batch]
    plain_ones, others = plain.split(messages, arrival)
    events: list[IncomingEvent] = []
    places: list[int] = []
    waiting: list[IncomingEvent] = []
    refused: list[tuple[int, DomainError]] = []
    warned: list[tuple[int, list[str]]] = []
    marks, numbers = may_hold_marks(body), may_hold_number(body)
    for passed, index in enumerate(others):
        try:
            found = _item(messages[index], arrival, marks, numbers)
        except DomainError as error:
            refused.append((index, error))
            continue
        if told := quarantine.warned(found):
            warned.append((index, told))
        if found[0].quality == HELD:
            waiting += found
            continue
        place = index - passed + len(events)
        places += range(place, place + len(found))
        events += found
    quarantine.set_aside(waiting)
    _commit(encode_call(plain_ones, arrival, events, places))
    if not refused and not warned:
        return _OK
    return _report(environ, len(batch.batch), sorted(refused, key=lambda one: one[0]), warned)


def _item(raw: bytes, arrival: Arrival, marks: bool = True, numbers: bool = True) -> list[IncomingEvent]:
    """The events of one message of a batch; what the whole batch does not hold, no message is searched for."""
    if len(raw) > requests.MAX_EVENT:
        raise TooLarge("event_too_large", limit=requests.MAX_EVENT)
    message = _decode(raw)
    if message.type not in KINDS:
        raise ItemRefused("event_type_unknown", "type")
    return _events_of(raw, message, message.type, arrival, marks, numbers)


def _events_of(
    raw: bytes, message: Message, kind: str, arrival: Arrival, marks: bool = True, numbers: bool = True
) -> list[IncomingEvent]:
    if marks and b"\\u0000" in raw:
        raise ItemRefused("event_text_nul", "$")
    long = numbers and may_hold_number(raw)
    events = to_events(message, kind, arrival, look=long or (marks and may_hold_marks(raw)))
    if long and not encodable(events):
        raise ItemRefused("event_number_large", "properties")
    return events


def _commit(frame: Frame) -> None:
    spine = get_spine()
    spine.log.commit([frame] if frame.count else [])
    if spine.log.last_seq - spine.store.position > EAGER:
        background.wake("events")


def language_of(environ: Environ) -> Language:
    """The language of the answer."""
    return pick_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""), get_config().language)


def _report(
    environ: Environ, total: int, refused: list[tuple[int, DomainError]], warned: list[tuple[int, list[str]]]
) -> bytes:
    language = language_of(environ)
    errors = [
        {
            "index": index,
            "code": error.code,
            "detail": translate(f"errors.{error.code}", language, **error.params),
            "field": error.field if isinstance(error, ItemRefused) else "",
        }
        for index, error in refused
    ]
    report = {"success": True, "accepted": total - len(refused), "errors": errors}
    if warned:
        report["warnings"] = [{"index": index, "reasons": reasons} for index, reasons in warned]
    return msgspec.json.encode(report)


def _error(environ: Environ, error: DomainError) -> bytes:
    return msgspec.json.encode(error_body(error.code, language_of(environ), error.params, error.fields))


def _answer(start_response: Start, status: int, body: bytes) -> Iterable[bytes]:
    start_response(
        _REASONS[status],
        [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *_CORS],
    )
    return [body]


def _preflight(start_response: Start) -> Iterable[bytes]:
    allowed = [
        ("Access-Control-Allow-Methods", "POST, OPTIONS"),
        ("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Encoding, X-Write-Key"),
        ("Access-Control-Max-Age", "86400"),
        ("Content-Length", "0"),
    ]
    start_response("204 No Content", [*_CORS, *allowed])
    return []
