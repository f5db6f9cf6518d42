"""Django application of profiles."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """What is known of people."""

    name = "marketloop.profiles"
    label = "profiles"

    def ready(self) -> None:
        """Register consumers, subscribers, jobs and loops."""
        from marketloop.profiles import (  # noqa: F401
            bulk,
            computing,
            consumers,
            doctor,
            matching,
            refreshing,
            tag_rules,
            tagging,
        )
