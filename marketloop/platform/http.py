"""What all HTTP endpoints share: the API class, principals and permissions, pages, errors, languages.

Every module's `rest.py` holds `router = Router(tags=["<module>"])`; `entrypoints/api.py` mounts them under `/api/v1`.
An endpoint names its right with `@require("segments.write")`; without it, being signed in is enough.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar, cast

import orjson
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.types import DictStrAny

from marketloop.platform import crypto
from marketloop.platform.config import get_config
from marketloop.platform.errors import BadRequest, DomainError, Forbidden, Unauthenticated
from marketloop.platform.i18n import Language, pick_language, translate

__all__ = [
    "Page",
    "PageQuery",
    "Principal",
    "Router",
    "Schema",
    "language_of",
    "page_of",
    "principal",
    "require",
]

T = TypeVar("T")
MAX_LIMIT = 200


class Principal(Protocol):
    """Who asks: a member of staff or a machine key (made by the organisation module)."""

    @property
    def user_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> Language: ...
    def may(self, permission: str) -> bool: ...


def principal(request: HttpRequest) -> Principal:
    """The signed-in principal; raises Unauthenticated."""
    found = getattr(request, "auth", None)
    if found is None:
        raise Unauthenticated("not_signed_in")
    return cast(Principal, found)


def require(permission: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Refuse the request (403) unless the principal holds the permission `module.action`."""

    def decorate(view: Callable[..., T]) -> Callable[..., T]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> T:
            if not principal(request).may(permission):
                raise Forbidden("permission_missing", permission=permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        # Resolved here, in the view's own namespace: the framework would look the names up in ours.
        guarded.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        return guarded

    return decorate


def language_of(request: HttpRequest) -> Language:
    """The principal's language, else Accept-Language, else the installation's."""
    found = getattr(request, "auth", None)
    if found is not None and hasattr(found, "language"):
        return cast(Language, found.language)
    return pick_language(request.headers.get("Accept-Language", ""), get_config().language)


class Page(Schema, Generic[T]):
    """A page of a list: `count_exact` is false when the count is an estimate; `next_cursor` null at the end."""

    items: list[T]
    next_cursor: str | None = None
    count: int
    count_exact: bool = True


class PageQuery(Schema):
    """Query parameters of every list."""

    cursor: str | None = None
    limit: int = 50
    q: str = ""
    sort: str = ""

    def size(self) -> int:
        """The page size, 1 … 200."""
        return max(1, min(self.limit, MAX_LIMIT))


def encode_cursor(values: Iterable[Any]) -> str:
    """An opaque, signed cursor from the sort values of the last row."""
    return crypto.sign(orjson.dumps(list(values)).decode(), "cursor")


def decode_cursor(cursor: str) -> list[Any]:
    """The values again; raises BadRequest for anything that we did not make."""
    try:
        return cast(list[Any], orjson.loads(crypto.unsign(cursor, "cursor")))
    except orjson.JSONDecodeError:
        raise BadRequest("cursor_malformed") from None


M = TypeVar("M", bound=Model)


def page_of(
    rows: QuerySet[M], query: PageQuery, make: Callable[[M], T], sorts: dict[str, str], default_sort: str
) -> Page[T]:
    """One keyset page: `sorts` maps allowed sort words to fields; a leading `-` in the query turns the order; id breaks ties."""
    word = query.sort or default_sort
    descending, name = word.startswith("-"), word.lstrip("-")
    if name not in sorts:
        raise BadRequest("sort_unknown", got=name, allowed=", ".join(sorts))
    field, sign, comparison = sorts[name], "-" if descending else "", "lt" if descending else "gt"
    total = rows.count()
    ordered = rows.order_by(f"{sign}{field}", f"{sign}id")
    if query.cursor:
        from django.db.models import Q

        value, last_id = decode_cursor(query.cursor)
        ordered = ordered.filter(
            Q(**{f"{field}__{comparison}": value}) | Q(**{field: value, f"id__{comparison}": last_id})
        )
    found = list(ordered[: query.size() + 1])
    more, found = len(found) > query.size(), found[: query.size()]
    cursor = encode_cursor([getattr(found[-1], field), found[-1].pk]) if more else None
    return Page(items=[make(row) for row in found], next_cursor=cursor, count=total)


class _Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS)


class _Parser(Parser):
    """JSON by orjson. Texts with the character NUL are refused: PostgreSQL has no place for it."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        try:
            parsed = cast(DictStrAny, orjson.loads(request.body))
        except orjson.JSONDecodeError as error:
            raise BadRequest("json_malformed", line=error.lineno, column=error.colno) from None
        if b"\\u0000" in request.body:
            _refuse_nul(parsed)
        return parsed

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> DictStrAny:
        parsed = super().parse_querydict(data, list_fields, request)
        _refuse_nul({key: value for key, value in parsed.items() if isinstance(value, (str, list))})
        return parsed


def _refuse_nul(value: Any, path: str = "") -> None:
    """Raise BadRequest that names the first text with NUL, in a key or a value."""
    if isinstance(value, str):
        if "\0" in value:
            raise BadRequest("text_nul", fields={path or "$": "text_nul"})
        return
    pairs: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for key, inner in pairs:
        _refuse_nul(key if isinstance(key, str) else "", path)
        _refuse_nul(inner, f"{path}.{key}" if path else str(key))


class Api(NinjaAPI):
    """The API: operation id = function name, errors as `{code, detail, params, fields}` in the asker's language."""

    def __init__(self, **options: Any) -> None:
        super().__init__(renderer=_Renderer(), parser=_Parser(), **options)
        self.add_exception_handler(DomainError, self._domain_error)
        self.add_exception_handler(ValidationError, self._validation_error)
        self.add_exception_handler(HttpError, self._http_error)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def _domain_error(self, request: HttpRequest, error: Any) -> HttpResponse:
        return error_response(request, error)

    def _http_error(self, request: HttpRequest, error: Any) -> HttpResponse:
        """The framework wraps what the parser raises; the reason is its cause."""
        if isinstance(error.__cause__, DomainError):
            return error_response(request, error.__cause__)
        return self.create_response(
            request, error_body("request_refused", language_of(request), {}, {}), status=error.status_code
        )

    def _validation_error(self, request: HttpRequest, error: Any) -> HttpResponse:
        fields = {
            ".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0]): one["msg"]
            for one in error.errors
        }
        return self.create_response(
            request, error_body("fields_invalid", language_of(request), {}, fields), status=422
        )


def error_body(
    code: str, language: Language, params: dict[str, Any], fields: dict[str, str]
) -> dict[str, Any]:
    """The JSON body of every error."""
    detail = translate(f"errors.{code}", language, **params)
    return {"code": code, "detail": detail, "params": params, "fields": fields}


def error_response(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A DomainError as a response."""
    body = error_body(error.code, language_of(request), error.params, error.fields)
    return HttpResponse(orjson.dumps(body, default=str), status=error.status, content_type="application/json")
