"""The command line that benchmarks share: `--scale`, `--json`, the last line of figures, and the exit status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from benchmarks.http_load import WrongAnswer


def run_benchmark(
    name: str,
    about: str | None,
    scales: Collection[str],
    run: Callable[[str], dict[str, Any]],
    shown: Sequence[str],
    argv: Sequence[str] | None = None,
) -> int:
    """Run at the asked scale, print the line `NAME key=value …` of `shown`, write all figures as JSON.

    Exit status: 0 measured, 2 could not run (OSError, RuntimeError), 3 wrong answers (WrongAnswer).
    """
    arguments = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--scale", choices=scales, default="small")
    arguments.add_argument("--json", type=Path, metavar="FILE")
    given = arguments.parse_args(argv)
    try:
        figures = run(given.scale)
    except WrongAnswer as error:
        print(f"wrong answer: {error}", file=sys.stderr)
        return 3
    except (OSError, RuntimeError) as error:
        print(f"cannot run: {error}", file=sys.stderr)
        return 2
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"{name} " + " ".join(f"{key}={_shown(figures[key])}" for key in shown))
    return 0


def _shown(value: Any) -> str:
    return "null" if value is None else str(value)
