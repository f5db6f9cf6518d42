"""The window rules of traffic quality (analytics.md §8) as SQL over the events of whole company days, each day by itself. Pure:
statements and what they need; quality_marking.py runs them.

Each rule gives (event_id, reason). Clicks of a flood are counted per network or device and hour among all of that hour; the
rate, the provinces and the flat day per device; impressions and bounces per campaign. A median of absolute deviations of 0
counts as 1, as the specification says.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from marketloop.events.catalogue import SERVER_ONLY
from marketloop.events.query.sql import Sql, join, param, sql, values_in

INVALID = (
    "click_flood",
    "click_order_instant",
    "click_rate",
    "clicks_over_views",
    "ctr_high",
    "provinces_many",
)
SUSPECT = ("hours_flat", "bounce_extreme")
WINDOW_REASONS = (*INVALID, *SUSPECT)
CLICKS = (
    "product_clicked",
    "promotion_clicked",
    "ad_clicked",
    "link_clicked",
    "code_scanned",
    "message_clicked",
)
VIEWS = ("promotion_viewed", "ad_viewed")
ORDERS = ("order_paid", "order_completed_seen")


class Thresholds(BaseModel):
    """From where on something is suspicious; the operator may move them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clicks: list[str] = Field(default=list(CLICKS), min_length=1, max_length=50)
    views: list[str] = Field(default=list(VIEWS), min_length=1, max_length=50)
    flood_z: float = Field(default=3.5, gt=0, le=100)
    flood_clicks: int = Field(default=20, ge=2, le=100_000)
    order_ms: int = Field(default=1_000, ge=0, le=60_000)
    rate_run: int = Field(default=3, ge=2, le=100)
    rate_ms: int = Field(default=1_000, ge=1, le=60_000)
    provinces: int = Field(default=5, ge=2, le=34)
    ctr: float = Field(default=0.30, gt=0, le=1)
    ctr_views: int = Field(default=100, ge=1)
    flat_clicks: int = Field(default=240, ge=24)
    flat_chi2: float = Field(default=10.1957, gt=0, le=100)
    bounce_sessions: int = Field(default=200, ge=2)


def acts(thresholds: Thresholds, start: int, end: int, zone: str) -> Sql:
    """The common tables: `acts` (what people did, [start, end) UTC ms), `clicks` among them, `orders`."""
    shown = [*SERVER_ONLY.difference(thresholds.clicks)]
    return sql(
        "WITH seen AS (SELECT e.event_id, e.time, e.name, e.kind, e.anonymous_id AS device, e.session_id,"
        " coalesce(a.canonical_id, e.profile_id) AS person, nullif(e.campaign, '') AS campaign, e.content,"
        " coalesce(nullif(e.campaign, ''), nullif(e.utm_source, '')) AS origin,"
        " nullif(json_extract_string(e.properties, '/$context/ip'), '') AS network,"
        " coalesce(json_extract_string(e.properties, '/province'),"
        " json_extract_string(e.properties, '/$context/location/province'),"
        " json_extract_string(e.properties, '/$context/location/region')) AS province,"
        " e.time // 3600000 AS hour, make_timestamptz(e.time * 1000) AT TIME ZONE {} AS local,"
        " date_part('hour', local) AS clock, CAST(local AS DATE) AS day"
        " FROM events e LEFT JOIN alias_map a ON a.profile_id = e.profile_id WHERE e.time >= {} AND e.time < {}),"
        " acts AS (FROM seen WHERE time < {} AND kind <> 'fact' AND NOT {}), clicks AS (FROM acts WHERE {}),"
        " orders AS (FROM seen WHERE {} AND person <> 0)",
        param(zone),
        param(start),
        param(end + thresholds.order_ms),
        param(end),
        values_in(Sql("name"), sorted(shown)),
        values_in(Sql("name"), thresholds.clicks),
        values_in(Sql("name"), ORDERS),
    )


def statement(thresholds: Thresholds, start: int, end: int, zone: str) -> Sql:
    """All verdicts of the company days in [start, end): event_id, reason."""
    return sql(
        "{} SELECT DISTINCT event_id, reason FROM ({})",
        acts(thresholds, start, end, zone),
        join(" UNION ALL ", (rule(thresholds) for rule in RULES)),
    )


def flood(limits: Thresholds, key: str) -> Sql:
    """z = .6745 (x − median) / MAD above the limit, and enough clicks."""
    return sql(
        f"SELECT c.event_id, 'click_flood' AS reason FROM clicks c JOIN (WITH counts AS (SELECT {key} AS k, hour, count(*)"
        f" AS x FROM clicks WHERE {key} IS NOT NULL GROUP BY ALL), middle AS (SELECT hour, median(x) AS m FROM counts"
        " GROUP BY hour), spread AS (SELECT hour, m, median(abs(x - m)) AS mad FROM counts JOIN middle USING (hour)"
        " GROUP BY hour, m) SELECT k, hour FROM counts JOIN spread USING (hour) WHERE x >= {}"
        " AND 0.6745 * (x - m) / CASE mad WHEN 0 THEN 1 ELSE mad END > {}) f"
        f" ON f.k = c.{key} AND f.hour = c.hour",
        param(limits.flood_clicks),
        param(limits.flood_z),
    )


def order_instant(limits: Thresholds) -> Sql:
    """A click with the same person's order less than the limit after it: the click was made up, the order stays."""
    return sql(
        "SELECT c.event_id, 'click_order_instant' FROM clicks c JOIN orders o ON o.person = c.person"
        " AND o.time >= c.time AND o.time - c.time < {}",
        param(limits.order_ms),
    )


def rate(limits: Thresholds) -> Sql:
    """Runs of clicks of a device whose mean distance is below the limit (more than one a second)."""
    back = limits.rate_run - 1
    return sql(
        "SELECT event_id, 'click_rate' FROM (SELECT event_id, bool_or(fast) OVER (PARTITION BY device, day ORDER BY time, event_id"
        f" ROWS BETWEEN CURRENT ROW AND {back} FOLLOWING) AS fast FROM (SELECT event_id, device, day, time,"
        f" time - lag(time, {back}) OVER (PARTITION BY device, day ORDER BY time, event_id) < {{}} AS fast"
        " FROM clicks WHERE device IS NOT NULL)) WHERE fast",
        param(back * limits.rate_ms),
    )


def provinces(limits: Thresholds) -> Sql:
    """Everything that a device did on a day on which it was in too many provinces."""
    return sql(
        "SELECT event_id, 'provinces_many' FROM acts JOIN (SELECT device, day FROM acts WHERE device IS NOT NULL"
        " GROUP BY device, day HAVING count(DISTINCT province) >= {}) f USING (device, day)",
        param(limits.provinces),
    )


def over_views(limits: Thresholds) -> Sql:
    """More clicks than impressions of a creative, or a share of clicks that no creative has."""
    return sql(
        "SELECT c.event_id, f.reason FROM clicks c JOIN (SELECT day, campaign, content, CASE WHEN clicked > viewed THEN"
        " 'clicks_over_views' ELSE 'ctr_high' END AS reason FROM (SELECT day, campaign, content, count(*) FILTER ({})"
        " AS viewed, count(*) FILTER ({}) AS clicked FROM acts WHERE campaign IS NOT NULL GROUP BY ALL) WHERE viewed > 0"
        " AND (clicked > viewed OR (viewed >= {} AND clicked > {} * viewed))) f"
        " ON f.day = c.day AND f.campaign = c.campaign AND f.content IS NOT DISTINCT FROM c.content",
        values_in(Sql("name"), limits.views),
        values_in(Sql("name"), limits.clicks),
        param(limits.ctr_views),
        param(limits.ctr),
    )


def flat(limits: Thresholds, key: str) -> Sql:
    """Clicks spread over the 24 hours more evenly than people ever do: χ² against the flat day with p > .99 (23 degrees)."""
    return sql(
        f"SELECT event_id, 'hours_flat' FROM clicks JOIN (SELECT {key}, day FROM (SELECT {key}, day, clock, count(*) AS n"
        f" FROM clicks WHERE {key} IS NOT NULL GROUP BY ALL) GROUP BY {key}, day"
        f" HAVING sum(n) >= {{}} AND sum(n * n) * 24.0 / sum(n) - sum(n) < {{}}) f USING ({key}, day)",
        param(limits.flat_clicks),
        param(limits.flat_chi2),
    )


def bounce(limits: Thresholds) -> Sql:
    """Campaigns (else sources) of which every session, or none, ends with its first act."""
    return sql(
        "SELECT a.event_id, 'bounce_extreme' FROM acts a JOIN (SELECT day, origin FROM (SELECT day, origin, session_id,"
        " count(*) AS n FROM acts WHERE origin IS NOT NULL AND session_id IS NOT NULL GROUP BY ALL) GROUP BY day, origin"
        " HAVING count(*) >= {} AND (count(*) FILTER (n = 1) = 0 OR count(*) FILTER (n = 1) = count(*))) f"
        " ON f.day = a.day AND f.origin = a.origin"
        " WHERE a.session_id IS NOT NULL",
        param(limits.bounce_sessions),
    )


RULES: tuple[Any, ...] = (
    lambda limits: flood(limits, "network"),
    lambda limits: flood(limits, "device"),
    order_instant,
    rate,
    provinces,
    over_views,
    lambda limits: flat(limits, "network"),
    lambda limits: flat(limits, "device"),
    lambda limits: flat(limits, "campaign"),
    bounce,
)
