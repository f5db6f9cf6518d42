"""Errors that people and programs can act on.

    DomainError                 code, status, params, fields
    ├── BadRequest       400    the request cannot be read
    ├── Unauthenticated  401    who are you
    ├── Forbidden        403    not with your rights
    ├── NotFound         404    not there, or outside your data scope
    ├── Conflict         409    the state does not allow it
    ├── TooLarge         413    above a limit
    ├── Invalid          422    readable, but a rule says no
    └── TooMany          429    later again

`code` is a stable snake_case word; its text in both languages is `errors.<code>` in the locale files and says what to do.
"""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal with a code; `params` fill its text, `fields` map field paths to their own codes."""

    status: ClassVar[int] = 400

    def __init__(self, code: str, *, fields: dict[str, str] | None = None, **params: Any) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code = code
        self.params = params
        self.fields = fields or {}


class BadRequest(DomainError):
    """The request cannot be read."""

    status = 400


class Unauthenticated(DomainError):
    """Nobody is signed in, or the key is wrong."""

    status = 401


class Forbidden(DomainError):
    """The person lacks the right."""

    status = 403


class NotFound(DomainError):
    """There is no such thing within the person's data scope."""

    status = 404


class Conflict(DomainError):
    """The present state does not allow it."""

    status = 409


class TooLarge(DomainError):
    """Above a size limit."""

    status = 413


class Invalid(DomainError):
    """Readable, but against a rule."""

    status = 422


class TooMany(DomainError):
    """Above a rate limit."""

    status = 429
