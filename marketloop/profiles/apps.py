"""Django application of profiles."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """What is known of people."""

    name = "marketloop.profiles"
    label = "profiles"

    def ready(self) -> None:
        """Register consumers, subscribers, jobs and loops."""
        from marketloop.profiles import bulk, computing, consumers, doctor, refreshing, tag_rules, tagging  # noqa: F401
