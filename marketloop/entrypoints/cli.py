"""The `marketloop` command. Each subcommand is a function; modules' commands come from their `commands.py`."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from marketloop.platform.config import get_config
from marketloop.platform.i18n import translate


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketloop.entrypoints.settings")
    import django

    django.setup()
    from marketloop.platform import garbage, logs

    logs.configure()
    garbage.relax()


def migrate(args: argparse.Namespace) -> int:
    """Create or update the tables, the preset roles and the company unit; compile what reports would wait for."""
    from django.core.management import call_command

    from marketloop.events.facade import compile_kernels
    from marketloop.organisation.facade import ensure_presets

    call_command("migrate", interactive=False, verbosity=args.verbose)
    ensure_presets()
    compile_kernels()
    return 0


def serve(args: argparse.Namespace) -> int:
    """Serve the product on the configured address until interrupted."""
    from granian.constants import Interfaces
    from granian.server import Server

    config = get_config()
    host, port = args.host or config.host, args.port or config.port
    print(f"MarketLoop: http://{host}:{port}", flush=True)
    Server(
        "marketloop.entrypoints.serving:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=config.threads,
        backlog=1024,
        respawn_failed_workers=True,
        log_access=False,
    ).serve()
    return 0


def openapi(args: argparse.Namespace) -> int:
    """Print the OpenAPI document."""
    import json

    from marketloop.entrypoints.api import api

    print(json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, default=str, sort_keys=True))
    return 0


def doctor(args: argparse.Namespace) -> int:
    """Name what is wrong; exit 1 when something is."""
    from marketloop.events.facade import examine_by_owner
    from marketloop.platform import clock

    clock.load()
    language = get_config().language
    found = examine_by_owner()
    for one in found:
        print(f"{'·' if one.hint else '✗'} {one.what(language)}\n  → {one.do(language)}")
    problems = sum(not one.hint for one in found)
    print(
        translate("doctor.problems", language, count=problems)
        if problems
        else translate("doctor.well", language)
    )
    return 1 if problems else 0


def parser() -> argparse.ArgumentParser:
    """The command line; modules add theirs by `commands.add(subparsers)`."""
    from marketloop.entrypoints.modules import parts

    top = argparse.ArgumentParser(prog="marketloop", description="MarketLoop 营销闭环")
    commands: Any = top.add_subparsers(dest="command", required=True)

    one = commands.add_parser("migrate", help="create or update the tables")
    one.add_argument("-v", "--verbose", type=int, default=0)
    one.set_defaults(run=migrate)
    one = commands.add_parser("serve", help="serve the product")
    one.add_argument("--host")
    one.add_argument("--port", type=int)
    one.set_defaults(run=serve)
    commands.add_parser("openapi", help="print the OpenAPI document").set_defaults(run=openapi)
    commands.add_parser("doctor", help="name what is wrong").set_defaults(run=doctor)
    for module in parts("commands"):
        module.add(commands)
    return top


def main(argv: list[str] | None = None) -> int:
    """Entry point; exit status 0 well, 1 refused with a message, 2 wrong usage."""
    from marketloop.platform.errors import DomainError

    _django()
    args = parser().parse_args(argv)
    try:
        status: int = args.run(args)
        return status
    except DomainError as error:
        print(translate(f"errors.{error.code}", get_config().language, **error.params), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
