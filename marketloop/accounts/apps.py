"""Django application of companies."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Companies and contacts."""

    name = "marketloop.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Subscribe to merges of people."""
        from marketloop.accounts import consumers  # noqa: F401
