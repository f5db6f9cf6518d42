"""Public pages: opening changes nothing, the button and one-click do; no sign-in."""

from __future__ import annotations

import pytest
from django.test import Client

from marketloop.events import facade as events
from marketloop.messaging import pipeline, tracking
from marketloop.messaging.choices import PREVIEW
from marketloop.messaging.facade import ensure_topic
from marketloop.messaging.models import Message, TopicChoice
from marketloop.messaging.testing import make_template, queue
from marketloop.organisation.facade import ensure_presets
from marketloop.profiles import facade as profiles
from marketloop.profiles.testing import make_profile

pytestmark = [pytest.mark.django_db]


def _sent() -> tuple[Message, str]:
    ensure_presets()
    row = queue(make_profile(), make_template())
    pipeline.turn()
    return row, tracking.choice_token(row.profile_id, "email", row.id)


def _consents(row: Message) -> bool:
    return row.profile_id in profiles.consents([row.profile_id], "email")


def test_opening_the_page_asks_and_changes_nothing() -> None:
    row, token = _sent()
    client = Client()

    page = client.get(f"/u/{token}", headers={"Accept-Language": "en"})
    head = client.head(f"/u/{token}")

    assert (page.status_code, head.status_code) == (200, 200)
    assert "Unsubscribe from mail" in page.content.decode()
    assert _consents(row)


def test_the_button_withdraws_consent_and_tells_the_spine() -> None:
    row, token = _sent()

    page = Client(enforce_csrf_checks=True).post(f"/u/{token}", headers={"Accept-Language": "zh-CN"})
    events.catch_up()
    row.refresh_from_db()
    [event] = events.timeline([row.profile_id], names=["email_unsubscribed"])

    assert page.status_code == 200
    assert "已退订" in page.content.decode()
    assert not _consents(row)
    assert row.unsubscribed_at is not None
    assert event.columns["journey"] == row.journey


def test_one_click_by_the_mail_program_works_without_cookies_and_twice() -> None:
    row, token = _sent()
    client = Client(enforce_csrf_checks=True)

    codes = [
        client.post(
            f"/u/{token}", "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"
        ).status_code
        for _ in range(2)
    ]

    assert codes == [200, 200]
    assert not _consents(row)


@pytest.mark.parametrize("path", ["u", "preferences"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_altered_token_changes_nothing(path: str, method: str) -> None:
    row, token = _sent()

    answer = getattr(Client(), method)(f"/{path}/{token[:-2]}xx", headers={"Accept-Language": "en"})

    assert answer.status_code == 400
    assert "This link does not work" in answer.content.decode()
    assert _consents(row)


def test_topics_are_chosen_on_the_preference_page_and_followed_when_sending() -> None:
    row, token = _sent()
    ensure_topic(key="news", name_zh="新品资讯", name_en="New products")
    ensure_topic(key="sale", name_zh="优惠", name_en="Offers")
    client = Client()

    page = client.get(f"/preferences/{token}", headers={"Accept-Language": "en"}).content.decode()
    saved = client.post(f"/preferences/{token}", {"channel": "email", "topic": ["sale"]})
    news, sale = (queue(row.profile_id, make_template(topic=topic)) for topic in ("news", "sale"))
    pipeline.turn()

    assert ("New products" in page, page.count(" checked")) == (True, 3)
    assert saved.status_code == 200
    assert _consents(row)
    assert set(TopicChoice.objects.values_list("topic", "subscribed")) == {("news", False), ("sale", True)}
    assert Message.objects.get(id=news.id).reason == "topic_off"
    assert Message.objects.get(id=sale.id).state == "sent"


def test_the_channel_switch_takes_consent_away_and_back() -> None:
    row, token = _sent()
    client = Client()

    client.post(f"/preferences/{token}", {})
    off = _consents(row)
    client.post(f"/preferences/{token}", {"channel": "email"})

    assert (off, _consents(row)) == (False, True)


def test_links_of_a_preview_look_real_and_change_nobody() -> None:
    ensure_presets()
    token = tracking.choice_token(PREVIEW, "email", 0)
    client = Client()

    assert client.get(f"/u/{token}").status_code == 200
    assert client.post(f"/u/{token}").status_code == 200
    assert client.post(f"/preferences/{token}", {}).status_code == 200
    assert TopicChoice.objects.count() == 0
