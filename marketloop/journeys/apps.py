"""Django application of the journeys module."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """Journeys, their versions, enrolments and counts."""

    name = "marketloop.journeys"
    label = "journeys"

    def ready(self) -> None:
        """Register the loop, the consumer of the spine, the subscribers of facts and the usage of segments."""
        from marketloop.journeys import consumers, jobs, usage  # noqa: F401
