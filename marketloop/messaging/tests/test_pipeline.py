"""From intent to mail: policy at send time, local outbox, SMTP, crashes, pause, breaker."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from marketloop.identity import facade as identity
from marketloop.messaging import (
    channels,
    claiming,
    people,
    pipeline,
    policies,
    resending,
    sending,
    suppressions,
)
from marketloop.messaging.contracts import State
from marketloop.messaging.explaining import find_mail
from marketloop.messaging.facade import forget_people, message_stats
from marketloop.messaging.models import Channel, Message, Suppression
from marketloop.messaging.policy import Caps, QuietHours, Rules
from marketloop.messaging.testing import make_template, queue
from marketloop.organisation.testing import make_user, principal_of
from marketloop.platform import clock, ids
from marketloop.platform.config import get_config
from marketloop.platform.errors import Conflict
from marketloop.platform.models import OutboxFact
from marketloop.profiles import facade as profiles
from marketloop.profiles.testing import make_profile

pytestmark = [pytest.mark.django_db]


def _fresh(row: Message) -> Message:
    return Message.objects.get(id=row.id)


def _facts(name: str) -> list[dict[str, Any]]:
    return [row.payload for row in OutboxFact.objects.filter(name=name).order_by("id")]


def test_a_message_reaches_the_local_outbox_once_with_links_and_a_way_out() -> None:
    person = make_profile()
    row = queue(person, make_template())

    assert pipeline.turn() == 1
    assert pipeline.turn() == 0
    sent = _fresh(row)
    mail = find_mail(sent)

    assert (sent.state, sent.reason, sent.lease) == (State.SENT, "", None)
    assert mail is not None
    assert mail.subject == "林梅，秋天到了"
    assert mail.to == profiles.contacts([person], "email")[person]
    assert mail.html.count(f'href="{get_config().base_url}/l/') == 3  # two links and the trap
    assert "mall.example" not in mail.html
    assert f"{get_config().base_url}/t.gif?m=" in mail.html
    assert f"{get_config().base_url}/u/" in mail.html
    assert "林梅，您好" in mail.text
    assert dict(mail.headers)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [fact["message_ids"] for fact in _facts("message_sent")] == [[ids.encode("msg", row.id)]]
    assert message_stats("jny_0000000000001")["n1"].sent == 1


def test_refusals_leave_a_reason_and_one_fact_a_reason() -> None:
    template = make_template()
    silent = [make_profile(consents={"email": False}) for _ in range(2)]
    addressless = make_profile(identifiers=(("user_id", "no-mail"),))
    test = make_profile(is_test=True)
    stranger = 4711
    rows = [queue(one, template) for one in (*silent, addressless, test, stranger)]

    pipeline.turn()

    assert [_fresh(row).reason for row in rows] == [
        "no_consent",
        "no_consent",
        "no_address",
        "profile_test",
        "profile_gone",
    ]
    assert {_fresh(row).state for row in rows} == {State.SUPPRESSED}
    assert sorted((fact["reason"], len(fact["profile_ids"])) for fact in _facts("message_suppressed")) == [
        ("no_address", 1),
        ("no_consent", 2),
        ("profile_gone", 1),
        ("profile_test", 1),
    ]
    assert _facts("message_sent") == []
    assert message_stats("jny_0000000000001")["n1"].suppressed == {
        "no_consent": 2,
        "no_address": 1,
        "profile_test": 1,
        "profile_gone": 1,
    }


def test_consent_withdrawn_while_queued_holds_the_message_back() -> None:
    person = make_profile()
    row = queue(person, make_template())

    profiles.set_consent(person, "email", False, "test")
    pipeline.turn()

    assert _fresh(row).reason == "no_consent"


def test_transactional_mail_needs_no_consent_but_a_live_address() -> None:
    template = make_template(purpose="transactional", topic="")
    willing, bounced = make_profile(consents={}), make_profile(consents={})
    suppressions.add_bounce(channel="email", address=profiles.contacts([bounced], "email")[bounced], note="")
    rows = [queue(willing, template), queue(bounced, template)]

    pipeline.turn()
    mail = find_mail(_fresh(rows[0]))

    assert [_fresh(row).state for row in rows] == [State.SENT, State.SUPPRESSED]
    assert _fresh(rows[1]).reason == "suppression_list"
    assert mail is not None
    assert mail.headers == ()


def test_the_cap_counts_the_person_over_merged_profiles_and_frees_after_a_day() -> None:
    policies.set_contact_policy(rules=Rules(total=Caps(per_day=1)), actor=None)
    template = make_template()
    start = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
    with clock.travel(start) as traveller:
        first, second = make_profile(), make_profile()
        queue(first, template)
        pipeline.turn()
        identity.merge(first, second, "manual")
        profiles.refresh_pending()

        traveller.move(dt.timedelta(hours=1))
        capped = queue(second, template)
        pipeline.turn()
        traveller.move(dt.timedelta(hours=23))
        free = queue(second, template)
        pipeline.turn()

    assert (_fresh(capped).state, _fresh(capped).reason) == (State.SUPPRESSED, "cap_day")
    assert _fresh(free).state == State.SENT


def test_quiet_hours_delay_and_the_message_goes_when_they_end() -> None:
    policies.set_contact_policy(rules=Rules(quiet_hours=QuietHours()), actor=None)
    person = make_profile(traits={"name": "Ana", "timezone": "Europe/Berlin"})
    night = dt.datetime(2026, 11, 24, 22, 30, tzinfo=dt.UTC)  # 23:30 in Berlin
    with clock.travel(night) as traveller:
        row = queue(person, make_template())
        pipeline.turn()
        delayed = _fresh(row)
        traveller.move(dt.datetime(2026, 11, 25, 6, 59, tzinfo=dt.UTC))
        pipeline.turn()
        still = _fresh(row).state
        traveller.move(dt.datetime(2026, 11, 25, 7, 0, tzinfo=dt.UTC))
        pipeline.turn()

    assert (delayed.state, delayed.reason) == (State.QUEUED, "quiet_hours")
    assert delayed.due_at == dt.datetime(2026, 11, 25, 7, 0, tzinfo=dt.UTC)
    assert still == State.QUEUED
    assert (_fresh(row).state, _fresh(row).reason) == (State.SENT, "")


def test_the_rate_lets_one_token_through_at_a_time() -> None:
    channels.set_channel(key="email", rate_per_minute=6, actor=None)
    Channel.objects.update(tokens=1)
    template = make_template()
    rows = [queue(make_profile(), template) for _ in range(3)]

    pipeline.turn()
    states = [_fresh(row).state for row in rows]
    waits = [(_fresh(row).due_at - row.due_at).total_seconds() for row in rows[1:]]

    assert states == [State.SENT, State.QUEUED, State.QUEUED]
    assert 8 < waits[0] <= 11
    assert 18 < waits[1] <= 21


def test_a_paused_channel_sends_nothing_until_it_is_resumed() -> None:
    row = queue(make_profile(), make_template())

    channels.set_channel(key="email", paused=True, actor=None)
    paused = pipeline.turn()
    channels.set_channel(key="email", paused=False, actor=None)
    pipeline.turn()

    assert paused == 0
    assert _fresh(row).state == State.SENT


def test_a_template_that_fails_for_one_person_fails_that_message_only() -> None:
    template = make_template(body="<p>{% for i in (1..event.n) %}x{% endfor %}</p>")
    rows = [queue(make_profile(), template, variables={"event": {"n": n}}) for n in (3, 100_000)]

    pipeline.turn()

    assert [_fresh(row).state for row in rows] == [State.SENT, State.FAILED]
    assert _fresh(rows[1]).reason == "render_error"
    assert [fact["reason"] for fact in _facts("message_failed")] == ["render_error"]


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
        self.got.append((envelope.rcpt_tos[0], envelope.original_content))
        return "250 2.0.0 taken"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    handler, port = Sink(), _free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setattr(get_config(), "smtp_url", f"smtp://127.0.0.1:{port}")
    yield handler
    controller.stop()


def test_mail_goes_over_smtp_as_a_reader_understands_it(sink: Sink) -> None:
    person = make_profile(
        identifiers=(("email", "ana@yunlan.example"),), traits={"name": "Ana\r\nBcc: x@y.example"}
    )
    row = queue(person, make_template(sender_name="云岚家居"))

    pipeline.turn()
    [(to, raw)] = sink.got
    mail = email.message_from_bytes(raw, policy=email.policy.default)

    assert _fresh(row).state == State.SENT
    assert _fresh(row).detail == "250 2.0.0 taken"
    assert to == "ana@yunlan.example"
    assert mail["To"] == "ana@yunlan.example"
    assert mail["From"] == f"云岚家居 <{get_config().mail_from}>"
    assert mail["Subject"] == "Ana Bcc: x@y.example，秋天到了"
    assert mail["Bcc"] is None
    assert mail["Message-ID"] == f"<{ids.encode('msg', row.id)}@{get_config().mail_from.partition('@')[2]}>"
    assert mail["List-Unsubscribe"].startswith(f"<{get_config().base_url}/u/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert abs((mail["Date"].datetime - clock.now()).total_seconds()) < 60
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_refused_deferred_and_taken(sink: Sink) -> None:
    template = make_template()
    rows = [
        queue(make_profile(identifiers=(("email", f"{name}@yunlan.example"),)), template)
        for name in ("nobody", "full", "good")
    ]

    pipeline.turn()
    bounced, deferred, sent = (_fresh(row) for row in rows)

    assert (bounced.state, bounced.reason) == (State.BOUNCED, "smtp_550")
    assert (deferred.state, deferred.reason, deferred.attempts) == (State.QUEUED, "deferred", 1)
    assert deferred.reserved_at is None
    assert 290 < (deferred.due_at - clock.now()).total_seconds() <= 300
    assert sent.state == State.SENT
    assert [row.reason for row in Suppression.objects.all()] == ["bounce"]
    assert [fact["reason"] for fact in _facts("message_failed")] == ["smtp_550"]


def test_deferred_mail_is_tried_five_times_more_and_then_fails(sink: Sink) -> None:
    with clock.travel(clock.now()) as traveller:
        row = queue(make_profile(identifiers=(("email", "full@yunlan.example"),)), make_template())
        for _ in range(8):
            pipeline.turn()
            traveller.move(dt.timedelta(hours=13))

    assert (_fresh(row).state, _fresh(row).reason, _fresh(row).attempts) == (State.FAILED, "smtp_452", 5)
    assert sink.got == []


def test_an_unreachable_server_breaks_the_circuit_and_the_channel_comes_back_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(get_config(), "smtp_url", f"smtp://127.0.0.1:{_free_port()}")
    row = queue(make_profile(), make_template())
    with clock.travel(clock.now()) as traveller:
        for _ in range(3):
            pipeline.turn()
            traveller.move(dt.timedelta(minutes=1))
        broken = pipeline.turn()
        channel = channels.get_channel("email")

        monkeypatch.setattr(get_config(), "smtp_url", "")
        Channel.objects.update(closed_until=clock.wall() - dt.timedelta(seconds=1))
        pipeline.turn()

    assert broken == 0
    assert (channel.failures, channels.is_open(channel)) == (3, False)
    assert _fresh(row).state == State.SENT
    assert _fresh(row).attempts == 0


def test_a_lost_lease_before_sending_waits_again_and_in_flight_becomes_unknown() -> None:
    template = make_template()
    ready, sending_row = (queue(make_profile(), template) for _ in range(2))
    past = clock.wall() - dt.timedelta(seconds=1)
    Message.objects.filter(id=ready.id).update(
        state=State.READY, lease=1, lease_until=past, reserved_at=clock.now()
    )
    Message.objects.filter(id=sending_row.id).update(state=State.SENDING, lease=2, lease_until=past)

    pipeline.turn()
    pipeline.turn()

    assert _fresh(ready).state == State.SENT
    assert (_fresh(sending_row).state, _fresh(sending_row).reason) == (State.UNKNOWN, "cut_off")


def test_only_unknown_messages_are_sent_again_and_only_by_a_person() -> None:
    actor = principal_of(make_user())
    row = queue(make_profile(), make_template())
    Message.objects.filter(id=row.id).update(state=State.UNKNOWN, reason="cut_off", lease=3)

    pipeline.turn()
    before = _fresh(row).state
    resending.resend_message(message_id=row.id, actor=actor)
    pipeline.turn()

    assert (before, _fresh(row).state) == (State.UNKNOWN, State.SENT)
    with pytest.raises(Conflict):
        resending.resend_message(message_id=row.id, actor=actor)


def test_a_worker_that_lost_its_lease_sends_nothing() -> None:
    row = queue(make_profile(), make_template())
    [claimed] = claiming.claim("email", 10)
    Message.objects.filter(id=row.id).update(lease=99)

    known = people.gather([claimed.profile_id], "email")
    ready = claiming.apply_policy([claimed], known)

    assert ready == []
    assert _fresh(row).state == State.QUEUED
    assert sending.deliver_to_outbox([]) == 0


def test_a_forgotten_person_leaves_no_mail_and_no_variables() -> None:
    template = make_template(body="<a href='https://x.example/{{ event.id }}'>x</a>")
    gone, kept = (queue(make_profile(), template, variables={"event": {"id": 7}}) for _ in range(2))
    pipeline.turn()

    touched = forget_people([gone.profile_id])

    assert touched == 1
    assert find_mail(_fresh(gone)) is None
    assert (_fresh(gone).state, _fresh(gone).variables, _fresh(gone).links) == (State.SENT, {}, None)
    assert find_mail(_fresh(kept)) is not None
    assert _fresh(kept).links == {"1": "https://x.example/7"}
