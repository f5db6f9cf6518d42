"""Segments and journeys of the demo company, as an operator would draw them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

JSON = dict[str, Any]


def _event(name: str, op: str, count: int, days: int, **where: str) -> JSON:
    tests = [{"property": key, "op": "eq", "value": value} for key, value in where.items()]
    window = {"kind": "last", "amount": days, "unit": "day"}
    return {"type": "event", "name": name, "where": tests, "window": window, "op": op, "count": count}


def _bought(op: str, count: int, days: int | None = None, category: str = "") -> JSON:
    window = {"kind": "last", "amount": days, "unit": "day"} if days else {"kind": "ever"}
    by = {"by": "category", "values": [category]} if category else {"by": "any", "values": []}
    return {"type": "bought", **by, "window": window, "op": op, "count": count}


def _all(*parts: JSON) -> JSON:
    return {"type": "all", "of": list(parts)}


@dataclass(frozen=True)
class SegmentPlan:
    """A segment of the demo; `key` for ever."""

    key: str
    name: str
    purpose: str
    condition: JSON


SEGMENTS = (
    SegmentPlan(
        "bedding-viewed",
        "四件套 · 看而未买",
        "近 7 天反复看四件套、30 天内没买过的人",
        _all(
            _event("product_viewed", "gte", 3, 7, category="四件套"),
            _bought("eq", 0, 30, "四件套"),
        ),
    ),
    SegmentPlan(
        "refill-due",
        "洗护该补货",
        "35–60 天前买过洗护、之后没再买的人",
        _all(_bought("gte", 1, 60, "洗护"), _bought("eq", 0, 35, "洗护")),
    ),
    SegmentPlan(
        "dormant-60",
        "沉睡 60 天老客",
        "买过至少 2 次、60 天没有下单的人",
        _all(_bought("gte", 2), _bought("eq", 0, 60)),
    ),
    SegmentPlan(
        "loyal",
        "忠诚老客",
        "半年内买过 3 次以上的人",
        _all(_bought("gte", 3, 180)),
    ),
    SegmentPlan(
        "cart-24h",
        "加购未付款",
        "近 24 小时加购、没有付款的人",
        _all(_event("product_added", "gte", 1, 1), _event("order_paid", "eq", 0, 1)),
    ),
    SegmentPlan(
        "big-spenders",
        "高价值客户",
        "一年内消费满 2,000 元的人",
        _all(
            {
                "type": "aggregate",
                "name": "order_paid",
                "function": "sum",
                "property": "amount",
                "window": {"kind": "last", "amount": 365, "unit": "day"},
                "op": "gte",
                "value": 200_000,
            }
        ),
    ),
)


@dataclass(frozen=True)
class JourneyPlan:
    """A journey of the demo: `nodes` use the keys of segments and mails; they become ids when it is created."""

    key: str
    name: str
    purpose: str
    nodes: tuple[JSON, ...]
    settings: JSON = field(default_factory=dict)


def _wait_order(node: str, days: int, happened: str, timed_out: str, x: int, y: int) -> JSON:
    return {
        "type": "wait_for",
        "id": node,
        "label": f"等待下单 {days} 天",
        "events": [{"name": "order_paid"}],
        "timeout": {"amount": days, "unit": "day"},
        "happened": happened,
        "timed_out": timed_out,
        "x": x,
        "y": y,
    }


def _mail(node: str, label: str, template: str, to: str, x: int, y: int) -> JSON:
    return {
        "type": "send_email",
        "id": node,
        "label": label,
        "template": template,
        "next": to,
        "x": x,
        "y": y,
    }


def _daytime(node: str, to: str, x: int, y: int) -> JSON:
    wait = {"kind": "local_time", "time": "10:00"}
    return {"type": "delay", "id": node, "label": "等到 10:00", "wait": wait, "next": to, "x": x, "y": y}


def _goal(label: str, days: int, x: int, y: int, **where: str) -> JSON:
    tests = [{"property": key, "op": "eq", "value": value} for key, value in where.items()]
    event = {"name": "product_bought" if where else "order_paid", "where": tests}
    return {
        "type": "goal",
        "id": "goal",
        "label": label,
        "events": [event],
        "within": {"amount": days, "unit": "day"},
        "x": x,
        "y": y,
    }


def _exit(x: int, y: int) -> JSON:
    return {"type": "exit", "id": "out", "label": "未转化退出", "reason": "no_order", "x": x, "y": y}


MIDDLE, RIGHT, STEP = 320, 640, 116
JOURNEYS = (
    JourneyPlan(
        "bedding-viewed",
        "四件套 · 看而未买促单",
        "让反复看四件套却没下单的人在 7 天内买第一套；一人最多 2 封邮件。",
        (
            {
                "type": "segment_entry",
                "id": "enter",
                "label": "进入人群",
                "segment": "bedding-viewed",
                "next": "daytime",
                "x": MIDDLE,
                "y": 0,
            },
            _daytime("daytime", "first", MIDDLE, STEP),
            _mail("first", "邮件：你看过的四件套", "bedding-viewed", "wait", MIDDLE, 2 * STEP),
            _wait_order("wait", 3, "goal", "second", MIDDLE, 3 * STEP),
            _mail("second", "提醒：包邮明天结束", "bedding-reminder", "last", MIDDLE, 4 * STEP),
            _wait_order("last", 4, "goal", "out", MIDDLE, 5 * STEP),
            _goal("目标：下单", 8, RIGHT, 4 * STEP),
            _exit(MIDDLE, 6 * STEP),
        ),
        {"holdout_percent": 10, "re_entry": {"rule": "after_days", "days": 30}},
    ),
    JourneyPlan(
        "refill",
        "耗材补货提醒",
        "在洗护快用完的那几天提醒一次，让老客顺手再来一单。",
        (
            {
                "type": "segment_entry",
                "id": "enter",
                "label": "洗护该补货",
                "segment": "refill-due",
                "next": "daytime",
                "x": MIDDLE,
                "y": 0,
            },
            _daytime("daytime", "mail", MIDDLE, STEP),
            _mail("mail", "邮件：该补货了", "refill", "wait", MIDDLE, 2 * STEP),
            _wait_order("wait", 10, "goal", "out", MIDDLE, 3 * STEP),
            _goal("目标：再来一单", 12, RIGHT, 3 * STEP),
            _exit(MIDDLE, 4 * STEP),
        ),
        {"holdout_percent": 10, "re_entry": {"rule": "after_days", "days": 45}},
    ),
    JourneyPlan(
        "winback",
        "沉睡 60 天召回",
        "买过两次、60 天没来的老客：先问候，一周后再提醒一次。",
        (
            {
                "type": "segment_entry",
                "id": "enter",
                "label": "沉睡 60 天",
                "segment": "dormant-60",
                "next": "daytime",
                "x": MIDDLE,
                "y": 0,
            },
            _daytime("daytime", "hello", MIDDLE, STEP),
            _mail("hello", "邮件：好久不见", "winback-60", "wait", MIDDLE, 2 * STEP),
            _wait_order("wait", 7, "goal", "arms", MIDDLE, 3 * STEP),
            {
                "type": "random_split",
                "id": "arms",
                "label": "要不要第二封",
                "branches": [
                    {"key": "again", "label": "再提醒", "percent": 50, "next": "again"},
                    {"key": "quiet", "label": "不打扰", "percent": 50, "next": "last"},
                ],
                "x": MIDDLE,
                "y": 4 * STEP,
            },
            _mail("again", "邮件：礼物还在", "winback-second", "last", MIDDLE - 320, 5 * STEP),
            _wait_order("last", 7, "goal", "out", MIDDLE, 6 * STEP),
            _goal("目标：回来下单", 15, RIGHT, 4 * STEP),
            _exit(MIDDLE, 7 * STEP),
        ),
        {"holdout_percent": 20, "re_entry": {"rule": "after_days", "days": 60}},
    ),
    JourneyPlan(
        "welcome",
        "新客欢迎",
        "注册后欢迎；三天还没下单的，推荐三样入门款。",
        (
            {
                "type": "event_entry",
                "id": "enter",
                "label": "注册",
                "event": "signed_up",
                "next": "hello",
                "x": MIDDLE,
                "y": 0,
            },
            _mail("hello", "邮件：欢迎", "welcome", "wait", MIDDLE, STEP),
            _wait_order("wait", 3, "goal", "known", MIDDLE, 2 * STEP),
            {
                "type": "condition_split",
                "id": "known",
                "label": "看过商品吗",
                "branches": [
                    {
                        "key": "looked",
                        "label": "看过",
                        "condition": _event("product_viewed", "gte", 1, 7),
                        "next": "starter",
                    }
                ],
                "otherwise": "out",
                "x": MIDDLE,
                "y": 3 * STEP,
            },
            _mail("starter", "邮件：入门三样", "first-order", "last", MIDDLE, 4 * STEP),
            _wait_order("last", 7, "goal", "out", MIDDLE, 5 * STEP),
            _goal("目标：首单", 12, RIGHT, 3 * STEP),
            _exit(MIDDLE - 320, 4 * STEP),
        ),
        {"holdout_percent": 10},
    ),
)
