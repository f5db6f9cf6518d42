"""Django application of profiles."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """What is known of people."""

    name = "marketloop.profiles"
    label = "profiles"

    def ready(self) -> None:
        """Register the consumer and the loops."""
        from marketloop.profiles import consumers, refreshing, tagging  # noqa: F401
