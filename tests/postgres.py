"""`python -m tests.postgres URL`: exit 0 when a PostgreSQL server answers there."""

from __future__ import annotations

import sys

import psycopg


def answers(url: str) -> bool:
    """True when one can sign in within two seconds."""
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
