"""The doctor: thorough checks that name what is wrong and what to do, in words of both languages.

    @finder("store")
    def look() -> Iterator[Finding]: ...

`/readyz` runs the quick checks of `health`; these may read tables and files and take seconds. A finding's texts are
`doctor.<code>.what` and `doctor.<code>.do`.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from marketloop.platform import clock
from marketloop.platform.config import get_config
from marketloop.platform.health import run_checks
from marketloop.platform.i18n import Language, translate
from marketloop.platform.models import Job, JobState, OutboxDelivery, OutboxFact

LEAST_FREE = 2 * 1024**3
BACKLOG = 10_000
LATE = dt.timedelta(minutes=2)
FAILED_WITHIN = dt.timedelta(days=1)


@dataclass(frozen=True)
class Finding:
    """Something that is wrong; `hint`: worth knowing, but nothing is broken."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    hint: bool = False

    def what(self, language: Language) -> str:
        """What is wrong."""
        return translate(f"doctor.{self.code}.what", language, **self.params)

    def do(self, language: Language) -> str:
        """What to do."""
        return translate(f"doctor.{self.code}.do", language, **self.params)


Find = Callable[[], Iterable[Finding]]
_finders: dict[str, Find] = {}


def finder(name: str) -> Callable[[Find], Find]:
    """Register a thorough check."""

    def register(function: Find) -> Find:
        _finders[name] = function
        return function

    return register


def examine() -> list[Finding]:
    """All findings, errors before hints; a check that breaks is itself one."""
    found: list[Finding] = []
    for name, find in _finders.items():
        try:
            found += find()
        except Exception as error:  # whatever a check meets is told
            found.append(
                Finding("check_broke", {"name": name, "reason": f"{type(error).__name__}: {error}"[:300]})
            )
    return sorted(found, key=lambda one: one.hint)


@finder("readiness")
def _readiness() -> Iterator[Finding]:
    for name, problem in run_checks().items():
        yield Finding("not_ready", {"name": name, "problem": problem})


@finder("migrations")
def _migrations() -> Iterator[Finding]:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding("migrations_waiting", {"count": len(waiting), "first": str(waiting[0][0])})


@finder("home")
def _home() -> Iterator[Finding]:
    home = get_config().home
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE:
        yield Finding("disk_full", {"home": str(home), "free": f"{free / 1024**3:.1f}"})
    if home.stat().st_mode & 0o022:
        yield Finding("home_open", {"home": str(home)})
    key = home / "secret.key"
    if not get_config().secret_key:
        if not key.exists():
            yield Finding("key_missing", {"file": str(key)})
        elif key.stat().st_mode & 0o077:
            yield Finding("key_open", {"file": str(key)})


@finder("jobs")
def _jobs() -> Iterator[Finding]:
    since = clock.now() - FAILED_WITHIN
    failed = Job.objects.filter(state=JobState.FAILED, finished_at__gte=since).order_by("-finished_at")
    if last := failed.first():
        params = {"count": failed.count(), "name": last.name, "error": last.error[:200]}
        yield Finding("jobs_failed", params)
    lost = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=clock.wall() - LATE)
    if one := lost.first():
        yield Finding("jobs_lost", {"count": lost.count(), "name": one.name})


@finder("outbox")
def _outbox() -> Iterator[Finding]:
    count = OutboxFact.objects.filter(relayed=False).count() + OutboxDelivery.objects.count()
    if count > BACKLOG:
        yield Finding("outbox_waiting", {"count": f"{count:,}"})
    failing = OutboxDelivery.objects.filter(attempts__gte=3).order_by("id").first()
    if failing is not None:
        yield Finding("outbox_failing", {"name": failing.subscriber, "error": failing.error[:200]})


@finder("settings")
def _settings() -> Iterator[Finding]:
    config = get_config()
    ahead = clock.now() - clock.wall()
    if ahead > dt.timedelta(minutes=1):
        yield Finding("clock_moved", {"hours": f"{ahead.total_seconds() / 3600:.1f}"}, hint=config.demo)
    address = urlsplit(config.base_url)
    if config.demo or address.hostname in ("127.0.0.1", "localhost", "::1"):
        return  # nobody outside is served
    if not config.smtp_url:
        yield Finding("mail_missing")
    if address.scheme != "https":
        yield Finding("address_plain", {"url": config.base_url})
