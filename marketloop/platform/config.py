"""Configuration of one installation, from environment variables `MARKETLOOP_*` or `home/marketloop.env`.

Wrong values stop the start with a message that names the variable; nothing is guessed later.
"""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class ConfigError(SystemExit):
    """The installation cannot start; the text says which variable is wrong and what it takes."""


def default_home() -> Path:
    """`MARKETLOOP_HOME`, else `./var` in a source checkout, else `~/.marketloop`."""
    if home := os.environ.get("MARKETLOOP_HOME"):
        return Path(home)
    checkout = Path(__file__).resolve().parents[2]
    return checkout / "var" if (checkout / "dev").is_file() else Path.home() / ".marketloop"


class Config(BaseSettings):
    """Settings of the installation; every field is documented in docs/operations.md."""

    model_config = SettingsConfigDict(env_prefix="MARKETLOOP_", extra="ignore", env_ignore_empty=True)

    home: Path = Field(default_factory=default_home, description="folder of all data of this installation")
    database_url: str = Field(
        "", description="postgresql://user:password@host:port/name; empty: SQLite in home"
    )
    secret_key: str = Field("", description="≥ 32 characters; empty: made once and kept in home/secret.key")
    company: str = Field("我的公司", description="name shown in the console")
    timezone: str = Field("Asia/Shanghai", description="company time zone (IANA name)")
    currency: str = Field(
        "CNY", pattern="^[A-Z]{3}$", description="ISO 4217 code; all money is in its minor unit"
    )
    language: Literal["zh-CN", "en"] = Field("zh-CN", description="default language of people who chose none")
    base_url: str = Field(
        "http://127.0.0.1:8000", description="address under which customers reach this system"
    )
    host: str = Field("127.0.0.1", description="address that the server binds")
    port: int = Field(8000, ge=1, le=65535)
    threads: int = Field(16, ge=1, le=256, description="request threads")
    smtp_url: str = Field(
        "", description="smtp://user:password@host:port (smtps for TLS); empty: local mail outbox"
    )
    mail_from: str = Field("hello@yunlan.example", description="default sender address")
    demo: bool = Field(False, description="demo mode: demo bar, clock and reset are available")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO")
    duckdb_memory: str = Field("1GB", pattern=r"^\d+(MB|GB)$", description="memory limit of the event store")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(
                f"unknown time zone {value!r}; use an IANA name such as Asia/Shanghai"
            ) from error
        return value

    @field_validator("database_url", "smtp_url", "base_url")
    @classmethod
    def _known_scheme(cls, value: str, info: object) -> str:
        allowed = {
            "database_url": ("postgresql://",),
            "smtp_url": ("smtp://", "smtps://"),
            "base_url": ("http://", "https://"),
        }[info.field_name]  # type: ignore[attr-defined]
        if value and not value.startswith(allowed):
            raise ValueError(f"must start with {' or '.join(allowed)}")
        return value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _long_secret(cls, value: str) -> str:
        if value and len(value) < 32:
            raise ValueError("needs at least 32 characters")
        return value

    def secret(self) -> str:
        """The installation secret: given, or made once and kept readable by the owner only."""
        if self.secret_key:
            return self.secret_key
        path = self.home / "secret.key"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text().strip()


@cache
def get_config() -> Config:
    """The configuration, read once; raises ConfigError with one line a wrong variable."""
    try:
        return Config(_env_file=default_home() / "marketloop.env")  # type: ignore[call-arg]
    except ValidationError as error:
        lines = [f"  MARKETLOOP_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise ConfigError("MarketLoop cannot start, check these settings:\n" + "\n".join(lines)) from None
