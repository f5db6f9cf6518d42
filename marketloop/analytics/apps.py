"""Django application of the analytics module."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Reports and home figures."""

    name = "marketloop.analytics"
    label = "analytics"

    def ready(self) -> None:
        """Register the loop that keeps RFM up to date."""
        from marketloop.analytics import rfm

        assert rfm.turn is not None
