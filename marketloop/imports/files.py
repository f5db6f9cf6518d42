"""Imported files on disk: addressed by SHA-256 in `home/files`, working files of a run in `home/imports/<id>`."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from marketloop.platform import ids
from marketloop.platform.config import get_config
from marketloop.platform.errors import Invalid, TooLarge

MOST_BYTES = 500 * 1024 * 1024
_BLOCK = 1 << 20


def keep(blocks: Iterable[bytes], *, limit: int | None = None) -> tuple[str, int]:
    """Write a stream to its place; returns (sha256, bytes). Raises TooLarge above `limit` and Invalid for an empty one, keeping nothing."""
    folder = get_config().home / "files"
    folder.mkdir(parents=True, exist_ok=True)
    part, digest, size = folder / f"part-{secrets.token_hex(8)}", hashlib.sha256(), 0
    try:
        with part.open("xb") as file:
            for block in blocks:
                size += len(block)
                if limit is not None and size > limit:
                    raise TooLarge("import_file_too_large", megabytes=limit // (1024 * 1024))
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        if size == 0:
            raise Invalid("import_file_empty")
        path = path_of(digest.hexdigest())
        path.parent.mkdir(exist_ok=True)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return digest.hexdigest(), size


def blocks_of(path: Path) -> Iterator[bytes]:
    """A file in blocks of 1 MB."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def path_of(sha256: str) -> Path:
    """Where the file with this hash lies."""
    return get_config().home / "files" / sha256[:2] / sha256


def forget_file(sha256: str) -> None:
    """Delete a file that no import uses any more."""
    path_of(sha256).unlink(missing_ok=True)


def work_folder(import_id: int) -> Path:
    """The folder of a run's working files."""
    return get_config().home / "imports" / ids.encode("imp", import_id)


def clear_work(import_id: int) -> None:
    """Delete the working files of a run, its error report among them."""
    shutil.rmtree(work_folder(import_id), ignore_errors=True)
