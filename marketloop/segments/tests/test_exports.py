"""Exports to ad platforms and webhooks: exact files, consent, signatures, resumption, and no way into the own network."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.server
import io
import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from marketloop.organisation.testing import staff_client
from marketloop.platform import ids
from marketloop.platform.errors import Invalid
from marketloop.platform.jobs import JobContext
from marketloop.profiles import facade as profiles
from marketloop.segments import exports, outbound
from marketloop.segments.audience_files import (
    Contact,
    audience_file,
    dmp_data,
    e164,
    google_email,
    mainland,
    md5,
    plain_idfa,
    sha256,
    values,
)
from marketloop.segments.contracts import Basis, Target
from marketloop.segments.membership import pack
from marketloop.segments.models import Export
from marketloop.segments.outbound import Destination, PushRefused, destination, is_public, push, signature
from marketloop.segments.queries import get_row
from marketloop.segments.tests.http import API, audited, made, post
from marketloop.segments.tests.world import make_people, set_tag, settle

pytestmark = [pytest.mark.django_db, pytest.mark.db]
IDFA = "ff1999cd-7177-4937-a474-74937a102630"
LIN = Contact(phone="138 0013 8000", email=" Lin.Wan@GMail.com ", idfa=IDFA)


# ---- files -----------------------------------------------------------------------------------------------------------


def test_values_are_normalised_as_each_platform_says() -> None:
    assert google_email("Lin.Wan+tea@GoogleMail.com") == "linwan+tea@googlemail.com"
    assert google_email("lin.wan@example.com") == "lin.wan@example.com"
    assert [e164(one) for one in ("13800138000", "+44 20 7183 8750", "0086 13800138000", "12", "")] == [
        "+8613800138000",
        "+442071838750",
        "+8613800138000",
        "",
        "",
    ]
    assert [mainland(one) for one in ("+86 138-0013-8000", "+442071838750")] == ["13800138000", ""]
    assert [plain_idfa(one) for one in (IDFA, "00000000-0000-0000-0000-000000000000", "x")] == [
        IDFA.upper(),
        "",
        "",
    ]


def test_google_and_meta_take_tables_of_sha256() -> None:
    google = audience_file(Target.GOOGLE, [values(Target.GOOGLE, LIN, "")], "").decode()
    meta = audience_file(Target.META, [values(Target.META, LIN, "")], "").decode()

    assert google == f"Email,Phone\n{sha256('linwan@gmail.com')},{sha256('+8613800138000')}\n"
    assert meta == f"email,phone,madid\n{sha256('lin.wan@gmail.com')},{sha256('8613800138000')},{IDFA}\n"


def test_ocean_engine_takes_base64_of_protocol_buffers() -> None:
    row = values(Target.OCEANENGINE, LIN, "phone")
    packed = audience_file(Target.OCEANENGINE, [row], "phone")

    [line] = zipfile.ZipFile(io.BytesIO(packed)).read("audience.txt").decode().splitlines()
    phone = sha256("13800138000").encode()
    # idList: tag 10, length; dataType: tag 16, 6; id: tag 26, length 64
    assert base64.b64decode(line) == b"\x0a\x44\x10\x06\x1a\x40" + phone
    assert dmp_data(["a" * 300], 5) == b"\x0a\xb1\x02\x10\x05\x1a\xac\x02" + b"a" * 300


def test_ocean_engine_starts_a_line_every_ten_thousand() -> None:
    rows = [("0" * 64,)] * 10_001

    text = zipfile.ZipFile(io.BytesIO(audience_file(Target.OCEANENGINE, rows, "phone"))).read("audience.txt")

    assert len(text.splitlines()) == 2


def test_tencent_and_baidu_take_lines_of_md5() -> None:
    device = values(Target.TENCENT, LIN, "idfa")
    packed = zipfile.ZipFile(io.BytesIO(audience_file(Target.TENCENT, [device], "idfa")))
    phones = audience_file(Target.BAIDU, [values(Target.BAIDU, LIN, "phone")], "phone")

    assert device == ("2c010ed96aef2fc34983e1e7e9176b7e",)  # the example in Tencent's documentation
    assert packed.read("HASH_IDFA.txt") == b"2c010ed96aef2fc34983e1e7e9176b7e\n"
    assert phones.decode() == f"{md5('13800138000')}\n"


# ---- export jobs -----------------------------------------------------------------------------------------------------


def buyers() -> tuple[str, list[int]]:
    """Four people: with consent and phone, with consent only, who refused ads, who said nothing; all in one segment."""
    people = [
        make_people(1, identifiers=(("user_id", "x-1"), ("phone", "13800138001")), consents={"ads": True})[0],
        make_people(1, identifiers=(("user_id", "x-2"),), consents={"ads": True})[0],
        make_people(1, identifiers=(("user_id", "x-3"), ("phone", "13800138003")), consents={"ads": False})[
            0
        ],
        make_people(1, identifiers=(("user_id", "x-4"), ("phone", "13800138004")))[0],
    ]
    for person in people:
        set_tag(person, "VIP")
    settle()
    segment = made({"type": "tag", "tag": "VIP"})
    settle()
    return segment, people


def ask(segment: str, **body: Any) -> Any:
    return post(staff_client("growth"), f"/{segment}/exports", body)


def finished(segment: str) -> dict[str, Any]:
    settle()
    found: dict[str, Any] = staff_client("growth").get(f"{API}/{segment}/exports").json()[0]
    return found


def test_only_people_who_agreed_to_ads_are_in_the_file() -> None:
    segment, _ = buyers()

    asked = ask(segment, target="baidu", settings={"kind": "phone"})
    done = finished(segment)
    file = staff_client("growth").get(f"{API}/{segment}/exports/{done['id']}/file")
    body = b"".join(file.streaming_content)  # type: ignore[attr-defined]

    assert (asked.status_code, asked.json()["state"], asked.json()["people"]) == (202, "queued", 4)
    assert (done["state"], done["sent"], done["skipped"]) == (
        "done",
        1,
        {"no_consent": 2, "no_identifier": 1},
    )
    assert body.decode() == f"{md5('13800138001')}\n"
    assert [one["action"] for one in audited(segment)][:3] == [
        "segments.export_downloaded",
        "segments.export_done",
        "segments.export_asked",
    ]


def test_a_stated_ground_keeps_those_who_refused_out() -> None:
    segment, _ = buyers()

    nameless = ask(segment, target="baidu", basis="stated")
    ask(segment, target="baidu", basis="stated", basis_note="会员协议第 7 条")
    done = finished(segment)

    assert (nameless.status_code, nameless.json()["code"]) == (422, "segment_export_basis")
    assert (done["sent"], done["skipped"], done["basis_note"]) == (
        2,
        {"no_consent": 1, "no_identifier": 1},
        "会员协议第 7 条",
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"target": "tencent", "settings": {"kind": "email"}}, "segment_export_kind"),
        ({"target": "webhook", "settings": {"url": "https://example.com"}, "secret": "short"}, "segment_webhook_secret"),
        ({"target": "webhook", "settings": {"url": "http://example.com"}, "secret": "s" * 16}, "segment_webhook_url"),
        ({"target": "webhook", "settings": {"url": "https://127.0.0.1/x"}, "secret": "s" * 16}, "segment_webhook_private"),
        ({"target": "webhook", "settings": {"url": "https://[::1]/x"}, "secret": "s" * 16}, "segment_webhook_private"),
    ],
)  # fmt: skip
def test_refused_exports_leave_nothing(body: dict[str, Any], code: str) -> None:
    segment = made()

    answer = ask(segment, **body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Export.objects.exists()


def test_a_file_that_is_not_there_is_not_found() -> None:
    segment, _ = buyers()
    asked = ask(segment, target="google").json()

    answer = staff_client("growth").get(f"{API}/{segment}/exports/{asked['id']}/file")

    assert (answer.status_code, answer.json()["code"]) == (404, "segment_export_no_file")


# ---- webhook ---------------------------------------------------------------------------------------------------------


@dataclass
class Receiver:
    """A server of somebody else; answers with these statuses, the last one for ever."""

    statuses: list[int] = field(default_factory=lambda: [200])
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    def to(self, host: str = "hooks.example.com") -> Destination:
        return Destination(f"http://{host}/in?x=1", host, self.port, "127.0.0.1")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.taken.append(({key.lower(): value for key, value in self.headers.items()}, body))
            status = made.statuses.pop(0) if len(made.statuses) > 1 else made.statuses[0]
            self.send_response(status)
            self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


def test_a_push_is_signed_and_tried_again(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "WAITS_S", (0, 0, 0))
    receiver.statuses = [503, 429, 204]

    attempts = push(receiver.to(), "s" * 16, "sex_1-1", b"{}")

    headers, body = receiver.taken[-1]
    expected = hmac.new(
        b"s" * 16, headers["x-marketloop-timestamp"].encode() + b".{}", hashlib.sha256
    ).hexdigest()
    assert (attempts, body) == (3, b"{}")
    assert (
        headers["x-marketloop-signature"]
        == f"v1={expected}"
        == signature("s" * 16, headers["x-marketloop-timestamp"], b"{}")
    )
    assert {one["x-marketloop-delivery"] for one, _ in receiver.taken} == {"sex_1-1"}
    assert headers["host"] == f"hooks.example.com:{receiver.port}"


@pytest.mark.parametrize(("status", "attempts"), [(400, 1), (302, 1), (500, 4)])
def test_a_refused_push_ends(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, status: int, attempts: int
) -> None:
    monkeypatch.setattr(outbound, "WAITS_S", (0, 0, 0))
    receiver.statuses = [status]

    with pytest.raises(PushRefused) as refused:
        push(receiver.to(), "s" * 16, "sex_1-1", b"{}")

    assert refused.value.params["answer"] == status
    assert len(receiver.taken) == attempts  # a redirect is not followed


def test_a_push_goes_on_after_the_batches_that_were_taken(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment, people = buyers()
    monkeypatch.setattr(exports, "BATCH", 2)
    monkeypatch.setattr(outbound, "WAITS_S", (0, 0, 0))
    monkeypatch.setattr(outbound, "destination", lambda url: receiver.to())
    receiver.statuses = [200, 400, 200]
    asked = ask(
        segment,
        target="webhook",
        basis="stated",
        basis_note="合同",
        secret="s" * 16,
        settings={"url": "https://x.example"},
    ).json()

    first = finished(segment)
    exports.run_export.run(JobContext(0), export_id=asked["id"])
    second = finished(segment)

    batches = [json.loads(body) for _, body in receiver.taken]
    assert (
        first["state"],
        first["sent"],
        first["error"].startswith("「hooks.example.com」没有接收（返回 400"),
    ) == (
        "failed",
        2,
        True,
    )
    assert (second["state"], second["sent"]) == ("done", 3)
    assert [(one["batch"], one["batches"]) for one in batches] == [(1, 2), (2, 2), (2, 2)]
    assert batches[0]["people"][0] == {"id": ids.encode("pro", people[0]), "user_ids": ["x-1"]}
    assert [one["id"] for one in batches[2]["people"]] == [ids.encode("pro", people[3])]
    assert "secret" not in second["settings"]


def test_the_secret_is_sealed() -> None:
    segment = made()
    row = get_row(ids.decode("seg", segment))

    made_export = exports.ask_export(
        row=row,
        people=np.array([], np.int64),
        target=Target.META,
        basis=Basis.CONSENT,
        secret="very-secret-word",
    )

    assert "very-secret-word" not in json.dumps(list(Export.objects.values("settings", "sealed")))
    assert made_export.members == pack(np.array([], np.int64))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.0.0.1", False), ("192.168.1.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False),
        ("fc00::1", False), ("fe80::1%eth0", False), ("::ffff:127.0.0.1", False), ("2002:7f00:1::", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) == public


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com", "https://", "https://user:pass@example.com", "https:///x", "javascript:alert(1)"],
)
def test_odd_addresses_are_refused(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        destination(url)

    assert refused.value.code == "segment_webhook_url"


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 0, 0, "", ("8.8.8.8", 443)), (socket.AF_INET, 0, 0, "", ("10.1.2.3", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(Invalid) as refused:
        destination("https://rebinding.example/")

    assert refused.value.code == "segment_webhook_private"


def test_consent_to_ads_can_be_withdrawn() -> None:
    _, people = buyers()

    allowed, skipped = exports.allowed(np.array(people), Basis.CONSENT)

    assert (allowed.tolist(), skipped) == (people[:2], {"no_consent": 2})
    assert profiles.consents(people, "ads") == set(people[:2])
