"""SMTP on the wire: several connections, pipelined, and for every mail a verdict that says what is certain.

Pipelining (RFC 2920): the envelope of the next mail travels in the same segment as the end of the one before, so a mail costs
one round trip. A mail is `UNKNOWN` only when the connection broke or fell silent after its final dot had left and before the
server's answer came: everything earlier may be tried again without danger of a double.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

MAX_LINE = 64 * 1024
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Verdict(StrEnum):
    """What became of one mail."""

    ACCEPTED = "accepted"
    RETRY = "retry"  # nothing was delivered and another try may help
    REFUSED = "refused"  # 5xx: this mail or sender
    BAD_RECIPIENT = "bad_recipient"  # 5xx at RCPT TO: the address
    UNKNOWN = "unknown"  # cut off after the final dot
    UNREACHABLE = "unreachable"  # no session could be had; nothing was delivered


@dataclass(frozen=True)
class Mail:
    """An envelope and its content (CRLF lines, not yet dot-stuffed)."""

    sender: str
    recipient: str
    content: bytes


@dataclass(frozen=True)
class Outcome:
    """A verdict with the server's words (or our own)."""

    verdict: Verdict
    code: int = 0
    text: str = ""


@dataclass(frozen=True)
class Server:
    """Where to: `smtps://` is TLS from the start, `smtp://` uses STARTTLS when offered; certificates are checked.

    With a password and a server elsewhere, STARTTLS is a must (nobody on the way can talk us out of it); `?starttls=required`
    insists without a password too, `?starttls=optional` does not insist.
    """

    host: str
    port: int
    tls: bool
    starttls_required: bool
    user: str
    password: str
    name: str = "localhost"
    timeout_s: float = 30

    @classmethod
    def parse(cls, url: str, *, name: str = "localhost", timeout_s: float = 30) -> Server:
        """From a URL; `name` is how we introduce ourselves."""
        parts = urlsplit(url)
        tls, host = parts.scheme == "smtps", parts.hostname or "localhost"
        wish = parse_qs(parts.query).get("starttls", [""])[0]
        secret_travels = bool(parts.password) and host not in LOOPBACK
        return cls(
            host=host,
            port=parts.port or (465 if tls else 587),
            tls=tls,
            starttls_required=not tls and (wish == "required" or (secret_travels and wish != "optional")),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            name=name,
            timeout_s=timeout_s,
        )


class _Broken(Exception):
    """The session cannot go on."""


FAILURES = (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError, _Broken)


class _Session:
    """One connection, greeted and signed in."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.features: dict[str, str] = {}
        self.is_open = False
        self.reader: asyncio.StreamReader
        self.writer: asyncio.StreamWriter

    async def open(self) -> None:
        """Connect, greet, secure, sign in; raises _Broken, OSError or TimeoutError."""
        context = ssl.create_default_context() if self.server.tls else None
        async with asyncio.timeout(self.server.timeout_s):
            self.reader, self.writer = await asyncio.open_connection(
                self.server.host, self.server.port, ssl=context, limit=MAX_LINE
            )
            await self._expect(220)
            await self._hello()
            if not self.server.tls and ("STARTTLS" in self.features or self.server.starttls_required):
                self.writer.write(b"STARTTLS\r\n")
                await self._expect(220)
                await self.writer.start_tls(ssl.create_default_context(), server_hostname=self.server.host)
                await self._hello()
            if self.server.user:
                await self._sign_in()
        self.is_open = True

    async def _hello(self) -> None:
        self.writer.write(f"EHLO {self.server.name}\r\n".encode())
        lines = (await self._expect(250)).split("\n")
        words = [line.partition(" ") for line in lines[1:]]
        self.features = {name.upper(): rest for name, _, rest in words}

    async def _sign_in(self) -> None:
        plain = base64.b64encode(f"\0{self.server.user}\0{self.server.password}".encode()).decode()
        if "PLAIN" in self.features.get("AUTH", "").upper().split():
            self.writer.write(f"AUTH PLAIN {plain}\r\n".encode())
            await self._expect(235)
            return
        self.writer.write(b"AUTH LOGIN\r\n")
        for secret in (self.server.user, self.server.password):
            await self._expect(334)
            self.writer.write(base64.b64encode(secret.encode()) + b"\r\n")
        await self._expect(235)

    async def answer(self) -> tuple[int, str]:
        """One reply; lines joined by line feeds."""
        lines = []
        while True:
            raw = await self.reader.readline()
            if not raw.endswith(b"\n"):
                raise _Broken("the server closed the connection")
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            if len(line) < 3 or not line[:3].isdigit():
                raise _Broken(f"not an SMTP reply: {line[:80]}")
            lines.append(line[4:])
            if line[3:4] != "-":
                return int(line[:3]), "\n".join(lines)

    async def _expect(self, code: int) -> str:
        got, text = await self.answer()
        if got != code:
            raise _Broken(f"{got} {text}"[:300])
        return text

    async def close(self) -> None:
        """Say goodbye, without waiting long for an answer."""
        with contextlib.suppress(OSError, TimeoutError, _Broken, asyncio.IncompleteReadError):
            self.writer.write(b"QUIT\r\n")
            async with asyncio.timeout(1):
                await self.answer()
        self.abort()

    def abort(self) -> None:
        """Drop the connection."""
        if hasattr(self, "writer"):
            self.writer.transport.abort()


def _envelope(mail: Mail) -> bytes:
    return f"MAIL FROM:<{mail.sender}>\r\nRCPT TO:<{mail.recipient}>\r\nDATA\r\n".encode()


def _stuffed(content: bytes) -> bytes:
    """The content as DATA wants it: lone dots doubled, ended by the dot line."""
    if not content.endswith(b"\r\n"):
        content += b"\r\n"
    content = content.replace(b"\r\n.", b"\r\n..")
    return (b"." if content.startswith(b".") else b"") + content + b".\r\n"


def _judge(code: int, text: str, refused: Verdict) -> Outcome:
    verdict = Verdict.ACCEPTED if code < 400 else Verdict.RETRY if code < 500 else refused
    return Outcome(verdict, code, text[:300])


class Pool:
    """Connections to one server, kept between batches. Use as a context manager, from one thread."""

    def __init__(self, server: Server, connections: int = 4) -> None:
        self.server = server
        self.connections = connections
        self._loop = asyncio.new_event_loop()
        self._idle: list[_Session] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        async def close_all() -> None:
            await asyncio.gather(*(session.close() for session in self._idle))

        self._loop.run_until_complete(close_all())
        self._loop.close()

    def send(self, mails: Sequence[Mail]) -> list[Outcome]:
        """Send all; the outcomes stand in the order of the mails. Never raises for what the network does."""
        return self._loop.run_until_complete(self._send(mails))

    async def _send(self, mails: Sequence[Mail]) -> list[Outcome]:
        batch = _Batch(mails, deque(range(len(mails))), [None] * len(mails))
        await asyncio.gather(*(self._work(batch) for _ in range(min(self.connections, len(mails)))))
        nothing = Outcome(Verdict.UNREACHABLE, text=batch.last_error or "no connection")
        return [one or nothing for one in batch.outcomes]

    async def _work(self, batch: _Batch) -> None:
        """Take mails until none is left; a connection that breaks is replaced twice (one of them may be a stale idle one)."""
        for _ in range(3):
            if not batch.waiting:
                return
            session = self._idle.pop() if self._idle else _Session(self.server)
            try:
                if not session.is_open:
                    await session.open()
                await _run(session, batch)
            except FAILURES as error:
                batch.last_error = f"{type(error).__name__}: {error}"[:300]
                session.abort()
            else:
                self._idle.append(session)
                return


@dataclass
class _Batch:
    """Mails, the numbers of those that wait, and the verdicts so far."""

    mails: Sequence[Mail]
    waiting: deque[int]
    outcomes: list[Outcome | None]
    last_error: str = ""


async def _run(session: _Session, batch: _Batch) -> None:
    """Send waiting mails over one session. When it breaks, mails whose final dot never left wait again."""
    pipelined = "PIPELINING" in session.features
    in_hand: deque[int] = deque()
    dotted = False
    try:
        while in_hand or batch.waiting:
            if not in_hand:
                in_hand.append(batch.waiting.popleft())
                if pipelined:
                    session.writer.write(_envelope(batch.mails[in_hand[0]]))
            mail = batch.mails[in_hand[0]]
            refused = await _open_data(session, mail, pipelined)
            ahead = b""
            if pipelined and batch.waiting:
                in_hand.append(batch.waiting.popleft())
                ahead = _envelope(batch.mails[in_hand[1]])
            dotted = refused is None
            session.writer.write((_stuffed(mail.content) if refused is None else b"RSET\r\n") + ahead)
            async with asyncio.timeout(session.server.timeout_s):
                await session.writer.drain()
                code, text = await session.answer()
            batch.outcomes[in_hand.popleft()] = refused or _judge(code, text, Verdict.REFUSED)
            dotted = False
    except FAILURES as error:
        if dotted:
            words = f"{type(error).__name__}: {error}"[:300]
            batch.outcomes[in_hand.popleft()] = Outcome(Verdict.UNKNOWN, text=words)
        batch.waiting.extendleft(reversed(in_hand))
        raise


async def _open_data(session: _Session, mail: Mail, pipelined: bool) -> Outcome | None:
    """Lead the session to where the content may follow; an outcome when the server refuses."""
    replies: list[tuple[int, str]] = []
    async with asyncio.timeout(session.server.timeout_s):
        if pipelined:
            replies = [await session.answer() for _ in range(3)]
        else:
            for line in _envelope(mail).splitlines(keepends=True):
                session.writer.write(line)
                replies.append(await session.answer())
                if replies[-1][0] >= 400:
                    break
    verdicts = (Verdict.REFUSED, Verdict.BAD_RECIPIENT, Verdict.REFUSED)
    for (code, text), refused in zip(replies, verdicts, strict=False):
        if code == 421:
            raise _Broken(f"421 {text}"[:300])
        if code >= 400:
            await _leave_data(session, replies)
            return _judge(code, text, refused)
    if replies[-1][0] != 354:
        raise _Broken(f"{replies[-1][0]} instead of 354")
    return None


async def _leave_data(session: _Session, replies: list[tuple[int, str]]) -> None:
    """A server may answer 354 to a pipelined DATA though it refused the envelope: end the empty content (RFC 2920, 3.1)."""
    if replies[-1][0] == 354:
        session.writer.write(b".\r\n")
        async with asyncio.timeout(session.server.timeout_s):
            await session.answer()
