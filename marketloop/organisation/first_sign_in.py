"""The note by which the owner of the machine learns how to sign in first."""

from __future__ import annotations

import os
from pathlib import Path

from marketloop.platform.config import get_config


def sign_in_note() -> Path:
    """The file that tells the owner of the machine how to sign in first; readable by the owner only."""
    return get_config().home / "first-sign-in.txt"


def note_sign_in(email: str, password: str) -> None:
    """Write the first sign-in for `welcome`."""
    descriptor = os.open(sign_in_note(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{email}\n{password}\n")
