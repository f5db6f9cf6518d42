"""`marketloop user` and `marketloop welcome`: who can sign in, and where."""

from __future__ import annotations

import argparse
import getpass
import os
import secrets
import sys
from typing import Any

from marketloop.organisation.first_sign_in import note_sign_in, sign_in_note
from marketloop.organisation.models import User
from marketloop.organisation.services import create_user, ensure_presets, update_user
from marketloop.platform.config import get_config


def add(commands: Any) -> None:
    """Add the subcommands."""
    one = commands.add_parser("user", help="add a member of staff or reset a password")
    one.add_argument("email", nargs="?")
    one.add_argument("--name", default="")
    one.add_argument("--role", default="admin")
    one.add_argument("--password", help="asked for when absent; or MARKETLOOP_PASSWORD")
    one.add_argument("--reset", action="store_true", help="set a new password for a known address")
    one.add_argument(
        "--first",
        action="store_true",
        help="make an administrator when nobody can sign in yet, else do nothing",
    )
    one.set_defaults(run=user)
    commands.add_parser("welcome", help="print where to look and how to sign in").set_defaults(run=welcome)


def user(args: argparse.Namespace) -> int:
    """Add a member of staff, set a new password with --reset, or make the first administrator with --first."""
    ensure_presets()
    if args.first:
        return _first_administrator(args.email or "admin@localhost.example")
    if not args.email:
        print(
            "marketloop user needs an e-mail address, for example: marketloop user ann@company.cn",
            file=sys.stderr,
        )
        return 2
    password = args.password or os.environ.get("MARKETLOOP_PASSWORD") or getpass.getpass("Password: ")
    known = User.objects.filter(email=args.email.lower()).first()
    if known is not None and args.reset:
        update_user(user_id=known.id, password=password, is_active=True, actor=None)
        print(f"password of {args.email} changed")
        return 0
    create_user(email=args.email, name=args.name, password=password, role_key=args.role, actor=None)
    print(f"{args.email} can sign in as {args.role}")
    return 0


def _first_administrator(email: str) -> int:
    if User.objects.exists():
        return 0
    password = secrets.token_urlsafe(12)
    create_user(email=email, name="", password=password, role_key="admin", actor=None)
    note_sign_in(email, password)
    return 0


def welcome(args: argparse.Namespace) -> int:
    """Print the console's address and, if it is still known, the first sign-in."""
    config = get_config()
    print(f"\n  MarketLoop 营销闭环   http://{config.host}:{config.port}")
    if sign_in_note().is_file():
        email, password = sign_in_note().read_text().split()
        print(f"  sign in 登录          {email}   {password}")
    print(f"  API                   http://{config.host}:{config.port}/api/v1/docs")
    print(f"  data                  {config.home}\n", flush=True)
    return 0
