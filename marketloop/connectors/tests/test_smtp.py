"""Every mail gets the right verdict, against a real server and against one that misbehaves on purpose."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from marketloop.connectors.smtp import Mail, Pool, Server, Verdict
from marketloop.platform import clock


class Sink:
    """Keeps what it gets; refuses by the words in an address."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bytes]] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if "nobody" in address:
            return "550 5.1.1 no such user"
        if "full" in address:
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if b"spam" in envelope.content:
            return "554 5.7.1 not here"
        self.got.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, Server]]:
    handler = Sink()
    port = _free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, Server.parse(f"smtp://127.0.0.1:{port}")
    controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _mail(to: str, words: str = "hello") -> Mail:
    return Mail("us@sender.example", to, f"Subject: x\r\n\r\n{words}\r\n".encode())


def test_verdicts_stand_in_the_order_of_the_mails(sink: tuple[Sink, Server]) -> None:
    handler, server = sink
    mails = [_mail(f"p{n}@x.example") for n in range(20)]
    mails[3] = _mail("nobody@x.example")
    mails[7] = _mail("full@x.example")
    mails[11] = _mail("p11@x.example", "spam")

    with Pool(server, connections=3) as pool:
        outcomes = pool.send(mails)
        more = pool.send([_mail("again@x.example")])

    expected = [Verdict.ACCEPTED] * 20
    expected[3], expected[7], expected[11] = Verdict.BAD_RECIPIENT, Verdict.RETRY, Verdict.REFUSED
    assert [one.verdict for one in outcomes] == expected
    assert (outcomes[3].code, outcomes[7].code, outcomes[11].code) == (550, 452, 554)
    assert more[0].verdict == Verdict.ACCEPTED
    assert sorted(to for to, _ in handler.got) == sorted(
        [f"p{n}@x.example" for n in range(20) if n not in (3, 7, 11)] + ["again@x.example"]
    )


def test_lines_that_begin_with_a_dot_arrive_as_written(sink: tuple[Sink, Server]) -> None:
    handler, server = sink

    with Pool(server) as pool:
        pool.send([_mail("a@x.example", ".\r\n..two\r\nend")])

    assert handler.got[0][1] == b"Subject: x\r\n\r\n.\r\n..two\r\nend\r\n"


def test_nobody_at_home_is_unreachable_and_nothing_is_lost() -> None:
    with Pool(Server.parse(f"smtp://127.0.0.1:{_free_port()}")) as pool:
        outcomes = pool.send([_mail("a@x.example"), _mail("b@x.example")])

    assert [one.verdict for one in outcomes] == [Verdict.UNREACHABLE] * 2
    assert "refused" in outcomes[0].text.lower()


class Rude:
    """A server that follows a script for each connection: called with (socket, file)."""

    def __init__(self, *scripts: Callable[[socket.socket, Any], None]) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, args=(scripts,), daemon=True)
        self.thread.start()

    def _serve(self, scripts: tuple[Callable[[socket.socket, Any], None], ...]) -> None:
        for script in scripts:
            connection, _ = self.listener.accept()
            with connection, connection.makefile("rwb") as file:
                file.write(b"220 hi\r\n")
                file.flush()
                script(connection, file)
        self.listener.close()


def _until(file: Any, answers: dict[bytes, bytes], stop: bytes) -> None:
    """Answer lines by their first word until `stop` was read."""
    while line := file.readline():
        word = line.strip().upper().split(b":")[0].split(b" ")[0]
        if word in answers:
            file.write(answers[word])
            file.flush()
        if line.strip().upper().startswith(stop):
            return


ANSWERS = {
    b"EHLO": b"250-rude\r\n250 PIPELINING\r\n",
    b"MAIL": b"250 ok\r\n",
    b"RCPT": b"250 ok\r\n",
    b"DATA": b"354 go\r\n",
    b"QUIT": b"221 bye\r\n",
}


def test_cut_off_after_the_dot_is_unknown_and_cut_off_before_it_is_tried_again() -> None:
    def dies_after_dot(connection: socket.socket, file: Any) -> None:
        _until(file, ANSWERS, b"DATA")
        while file.readline() not in (b".\r\n", b""):
            pass

    def dies_before_data(connection: socket.socket, file: Any) -> None:
        _until(file, {b"EHLO": ANSWERS[b"EHLO"]}, b"MAIL")

    def behaves(connection: socket.socket, file: Any) -> None:
        _until(file, ANSWERS, b"DATA")
        while file.readline() not in (b".\r\n", b""):
            pass
        file.write(b"250 taken\r\n")
        file.flush()
        _until(file, ANSWERS, b"QUIT")

    rude = Rude(dies_after_dot, dies_before_data, behaves)

    with Pool(Server.parse(f"smtp://127.0.0.1:{rude.port}", timeout_s=5), connections=1) as pool:
        outcomes = pool.send([_mail("a@x.example"), _mail("b@x.example")])

    assert [one.verdict for one in outcomes] == [Verdict.UNKNOWN, Verdict.ACCEPTED]


def test_silence_after_the_dot_is_unknown() -> None:
    def silent(connection: socket.socket, file: Any) -> None:
        _until(file, ANSWERS, b"DATA")
        while file.readline():
            pass

    rude = Rude(silent)

    with Pool(Server.parse(f"smtp://127.0.0.1:{rude.port}", timeout_s=0.5), connections=1) as pool:
        outcomes = pool.send([_mail("a@x.example")])

    assert outcomes[0].verdict == Verdict.UNKNOWN
    assert outcomes[0].text.startswith("TimeoutError")


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate of localhost, with its key, that this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(clock.wall() - dt.timedelta(days=1))
        .not_valid_after(clock.wall() + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "localhost.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def test_starttls_and_sign_in(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def knows(server: Any, session: Any, envelope: Any, mechanism: str, words: Any) -> AuthResult:
        return AuthResult(success=(words.login, words.password) == (b"us@x", b"p/w"))

    handler, port = Sink(), _free_port()
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=knows,
    )
    controller.start()
    try:
        good = _verdict(f"smtp://us%40x:p%2Fw@localhost:{port}")
        wrong = _verdict(f"smtp://us%40x:nope@localhost:{port}")
        stranger = _verdict(f"smtp://us%40x:p%2Fw@127.0.0.1:{port}")
        monkeypatch.delenv("SSL_CERT_FILE")
        untrusted = _verdict(f"smtp://us%40x:p%2Fw@localhost:{port}")
    finally:
        controller.stop()

    assert [good, wrong, stranger, untrusted] == [Verdict.ACCEPTED, *[Verdict.UNREACHABLE] * 3]
    assert [to for to, _ in handler.got] == ["a@x.example"]


def _verdict(url: str) -> Verdict:
    with Pool(Server.parse(url, timeout_s=10)) as pool:
        return pool.send([_mail("a@x.example")])[0].verdict


def test_a_password_does_not_travel_in_clear() -> None:
    assert Server.parse("smtp://u:p@mail.example").starttls_required
    assert not Server.parse("smtp://u:p@mail.example?starttls=optional").starttls_required
    assert not Server.parse("smtp://u:p@localhost").starttls_required
    assert not Server.parse("smtp://mail.example").starttls_required


def test_a_url_says_how() -> None:
    plain = Server.parse("smtp://u%40x:p%2F@mail.example")
    tls = Server.parse("smtps://mail.example")
    strict = Server.parse("smtp://mail.example:2525?starttls=required")

    assert (plain.port, plain.user, plain.password, plain.tls) == (587, "u@x", "p/", False)
    assert (tls.port, tls.tls) == (465, True)
    assert (strict.port, strict.starttls_required) == (2525, True)
