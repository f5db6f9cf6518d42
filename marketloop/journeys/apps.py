"""Django application of the journeys module."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """Journeys, their versions, enrolments and counts."""

    name = "marketloop.journeys"
    label = "journeys"

    def ready(self) -> None:
        """Register the loop, the consumer of the spine and the subscribers of facts."""
        from marketloop.journeys import consumers, jobs  # noqa: F401
