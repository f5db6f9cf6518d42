"""Django application of the segments module."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """Segments, their membership and its history."""

    name = "marketloop.segments"
    label = "segments"

    def ready(self) -> None:
        """Register the event consumer, the loop and the jobs."""
        from marketloop.segments import consumers, jobs, republishing  # noqa: F401
