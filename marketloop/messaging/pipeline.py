"""One turn of the message pipeline: recover, claim, decide, render, hand over."""

from __future__ import annotations

from contextlib import ExitStack

from marketloop.connectors.smtp import Pool, Server
from marketloop.messaging import channels, claiming, people, policies, sending, visits
from marketloop.platform import background
from marketloop.platform.config import get_config

BATCH = 500
PROBE = 5
CONNECTIONS = 4
TURN_LIMIT = 20_000


def turn() -> int:
    """All that is due, up to a limit; returns how many messages were decided, sent or recovered. Safe in parallel."""
    done = claiming.recover() + visits.judge()
    for key in channels.CHANNELS:
        done += _run_channel(key)
    return done


def _run_channel(key: str) -> int:
    done = 0
    with ExitStack() as stack:
        pool: Pool | None = None
        while done < TURN_LIMIT and not background.stopping():
            row = channels.get_channel(key)
            if not channels.is_open(row):
                break
            rows = claiming.claim(key, PROBE if channels.is_probing(row) else BATCH)
            if not rows:
                break
            known = people.gather([one.profile_id for one in rows], key)
            ready = claiming.apply_policy(rows, known)
            addresses = {id_: one.address for id_, one in known.people.items() if one.address}
            finished, failed = sending.render_all(
                ready, addresses, known.contexts, track_opens=policies.get_contact_policy().track_opens
            )
            sending.store_failed(failed)
            if channels.mode_of(key) == "outbox":
                sending.deliver_to_outbox(finished)
            elif finished:
                pool = pool or stack.enter_context(open_pool())
                sending.deliver_by_smtp(finished, pool, lambda: _may_go_on(key))
            done += len(rows)
    return done


def open_pool() -> Pool:
    """Connections to the configured server."""
    return Pool(Server.parse(get_config().smtp_url, name=sending.mail_domain()), CONNECTIONS)


def _may_go_on(key: str) -> bool:
    return not background.stopping() and channels.is_open(channels.get_channel(key))
