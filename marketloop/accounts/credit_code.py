"""统一社会信用代码: 18 signs, the last one a check sign (GB 32100-2015: weights 3^i modulo 31)."""

from __future__ import annotations

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def normalise(text: str) -> str:
    """Upper case without blanks."""
    return "".join(text.split()).upper()


def is_credit_code(code: str) -> bool:
    """Whether length, signs and check sign are right."""
    if len(code) != 18 or any(sign not in _SIGNS for sign in code):
        return False
    weighted = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return _SIGNS[-weighted % 31] == code[17]
