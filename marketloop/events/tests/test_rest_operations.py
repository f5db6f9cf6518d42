"""Operation of the spine over HTTP."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from marketloop.events import facade
from marketloop.events.appender import turn
from marketloop.events.operations_models import LogRetention, RetentionRule
from marketloop.events.testing import make_event
from marketloop.organisation.testing import staff_client
from marketloop.platform import jobs
from marketloop.platform.config import get_config
from marketloop.platform.models import Job

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/operations"
READS = ("/health", "/runs", "/archives", "/retention", "/retention/preview")
RULE = {"pattern": "page_*", "days": 30}
WRITES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("post", "/replay", {}),
    ("post", "/archives", {"name": "a"}),
    ("post", "/archives/a/import", {}),
    ("post", "/retention/rules", RULE),
    ("patch", "/retention/rules/ret_0000000000000", {"days": 3}),
    ("delete", "/retention/rules/ret_0000000000000", {}),
    ("put", "/retention/log", {"days": 3}),
    ("post", "/retention/apply", {}),
)


@pytest.fixture(autouse=True)
def no_archives() -> Iterator[None]:
    yield
    shutil.rmtree(get_config().home / "archives", ignore_errors=True)


def _ask(client: Client, method: str, path: str, body: Any = None) -> Any:
    return getattr(client, method)(f"{ROOT}{path}", body or {}, content_type="application/json")


@pytest.mark.parametrize("path", READS)
def test_anonymous_and_wrong_role_read_nothing(path: str) -> None:
    assert Client().get(f"{ROOT}{path}").status_code == 401
    assert staff_client("growth").get(f"{ROOT}{path}").status_code == 403


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_others_change_nothing(method: str, path: str, body: dict[str, Any]) -> None:
    for client, status in ((Client(), 401), (staff_client("growth"), 403)):
        assert _ask(client, method, path, body).status_code == status
    assert not Job.objects.exists()
    assert not RetentionRule.objects.exists()
    assert not LogRetention.objects.exists()


def test_findings_say_what_to_do_in_the_reader_s_language() -> None:
    facade.append([make_event()])
    client = staff_client("admin")

    [found] = client.get(f"{ROOT}/health").json()

    assert (found["code"], found["hint"]) == ("store_behind", True)
    assert found["what"] == "有 1 个事件已写入日志，还没有入库"
    assert found["do"].startswith("确认服务正在运行")


def test_rules_their_preview_and_a_run() -> None:
    client = staff_client("admin")
    facade.append([make_event("page_viewed", time_ms=0), make_event("page_viewed")])
    turn()

    rule = _ask(client, "post", "/retention/rules", RULE).json()
    refused = _ask(client, "post", "/retention/rules", {"pattern": "order_paid", "days": 3})
    assert (refused.status_code, refused.json()["code"]) == (422, "retention_orders_protected")
    assert _ask(client, "patch", f"/retention/rules/{rule['id']}", {"days": 7}).json()["days"] == 7
    assert _ask(client, "put", "/retention/log", {"days": 0}).status_code == 422
    assert _ask(client, "put", "/retention/log", {"days": 400}).status_code == 204
    preview = client.get(f"{ROOT}/retention/preview").json()
    assert preview["parts"] == [{"name": "page_viewed", "label": "浏览页面", "month": "1970-01", "events": 1}]
    assert (preview["events"], preview["log_segments"]) == (1, 0)

    started = _ask(client, "post", "/retention/apply")
    jobs.run()

    assert started.status_code == 202
    [run] = client.get(f"{ROOT}/runs").json()["items"]
    assert (run["id"], run["state"], run["result"]["removed"]) == (started.json()["job_id"], "done", 1)
    found = client.get(f"{ROOT}/retention").json()
    assert (found["log_days"], found["rules"][0]["pattern"], found["rules"][0]["days"]) == (400, "page_*", 7)
    assert found["rules"][0]["applied_before"] is not None
    assert "order_paid" in found["protected"]
    assert _ask(client, "delete", f"/retention/rules/{rule['id']}").status_code == 204
    assert _ask(client, "delete", f"/retention/rules/{rule['id']}").status_code == 404


def test_archives_are_made_listed_and_read() -> None:
    client = staff_client("admin")
    facade.append([make_event(message_id=one, time_ms=1_000) for one in "ab"])
    turn()

    assert _ask(client, "post", "/archives", {"name": "../up"}).status_code == 422
    assert _ask(client, "post", "/archives/a/import").status_code == 404
    assert _ask(client, "post", "/archives", {"name": "a", "names": ["product_viewed"]}).status_code == 202
    jobs.run()
    [found] = client.get(f"{ROOT}/archives").json()
    assert (found["name"], found["events"], found["files"], found["first"]) == (
        "a",
        2,
        1,
        "1970-01-01T00:00:01+00:00",
    )
    assert _ask(client, "post", "/archives/a/import").status_code == 202
    jobs.run()
    turn()

    assert facade.counts().events == 2
    assert [one["name"] for one in client.get(f"{ROOT}/runs").json()["items"]] == [
        "events.archive_import",
        "events.archive_export",
    ]


def test_a_second_replay_is_refused_while_one_waits() -> None:
    client = staff_client("admin")
    facade.append([make_event()])
    turn()

    assert _ask(client, "post", "/replay").status_code == 202
    assert _ask(client, "post", "/replay").json()["code"] == "events_replay_running"
    jobs.run()

    [run] = client.get(f"{ROOT}/runs").json()["items"]
    assert (run["name"], run["state"], run["result"]["read"]) == ("events.replay", "done", 1)
