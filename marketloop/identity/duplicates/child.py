"""The search in a process of its own: records on stdin, pairs on stdout (Arrow streams), lines `progress done total` on stderr.

Started as `python -m marketloop.identity.duplicates.child AT_LEAST MEMORY`. Personal values pass through pipes only.
"""

from __future__ import annotations

import os
import sys

import pyarrow as pa

from marketloop.identity.duplicates.engine import find_pairs
from marketloop.identity.duplicates.fields import CUSTOMERS


def main() -> None:
    """Read, search, write; whatever a library prints goes to stderr."""
    result = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with pa.ipc.open_stream(sys.stdin.buffer) as stream:
        records = stream.read_all()

    def progress(done: int, total: int) -> None:
        print(f"progress {done} {total}", file=sys.stderr, flush=True)

    pairs = find_pairs(records, CUSTOMERS, at_least=float(sys.argv[1]), memory=sys.argv[2], progress=progress)
    with result, pa.ipc.new_stream(result, pairs.schema) as writer:
        writer.write_table(pairs)


if __name__ == "__main__":
    main()
