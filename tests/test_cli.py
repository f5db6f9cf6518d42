"""The command line: its exit statuses and words."""

from __future__ import annotations

import pytest

from marketloop.entrypoints.cli import main
from marketloop.organisation.first_sign_in import sign_in_note
from marketloop.organisation.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_note() -> None:
    sign_in_note().unlink(missing_ok=True)


def test_user_adds_a_person_who_can_sign_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "ann@staff.example", "--password", "correct-horse-7", "--role", "growth"]) == 0

    assert User.objects.get(email="ann@staff.example").role.key == "growth"
    assert capsys.readouterr().out == "ann@staff.example can sign in as growth\n"


def test_user_refuses_a_weak_password_with_advice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "ann@staff.example", "--password", "short"]) == 1

    assert not User.objects.exists()
    assert "10" in capsys.readouterr().err


def test_user_without_an_address_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user"]) == 2

    assert "needs an e-mail address" in capsys.readouterr().err


def test_first_administrator_is_made_once_and_welcomed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "--first"]) == 0
    assert main(["user", "--first"]) == 0

    [only] = User.objects.all()
    email, password = sign_in_note().read_text().split()
    assert (email, only.check_password(password), sign_in_note().stat().st_mode & 0o777) == (
        only.email,
        True,
        0o600,
    )
    assert main(["welcome"]) == 0
    assert f"{email}   {password}" in capsys.readouterr().out


def test_doctor_says_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0

    assert capsys.readouterr().out == "一切正常\n"
