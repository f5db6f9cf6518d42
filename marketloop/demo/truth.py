"""`home/demo/truth.json`: what was really put into the demo company, to compare the product's estimates with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from marketloop.demo.doubles import Doubles
from marketloop.demo.people import (
    CLICK_RATE,
    EXTRA_ORDER,
    KIND_SHARES,
    KINDS,
    LOST_ORDER,
    OPEN_RATE,
    People,
)
from marketloop.platform.config import get_config


def truth_path() -> Path:
    """Where the truth is written; its existence says that the demo was built."""
    return get_config().home / "demo" / "truth.json"


def write_truth(people: People, doubles: Doubles, figures: dict[str, Any]) -> None:
    """Write parameters, personal hidden values (columns by customer number) and realised figures; in one step."""
    content = {
        **figures,
        "message_effect": {
            "kinds": dict(zip(KINDS, KIND_SHARES, strict=True)),
            "extra_order": EXTRA_ORDER,
            "lost_order": LOST_ORDER,
            "open_rate": OPEN_RATE,
            "click_rate": CLICK_RATE,
        },
        "identity": doubles.truth(people),
        "people": {
            "user_id": [people.user_id(row) for row in range(len(people))],
            "kind": [KINDS[kind] for kind in people.kind],
            "buys": people.buys.tolist(),
            "orders_per_day": people.rate.round(6).tolist(),
            "drop_out": people.drop.round(5).tolist(),
        },
    }
    path = truth_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(orjson.dumps(content))
    fresh.replace(path)


def read_truth() -> dict[str, Any] | None:
    """The truth, None when no demo was built here."""
    path = truth_path()
    return orjson.loads(path.read_bytes()) if path.is_file() else None
