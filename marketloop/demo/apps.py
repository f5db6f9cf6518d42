"""Django application of the demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo company."""

    name = "marketloop.demo"
    label = "demo"

    def ready(self) -> None:
        """Register the trickle and the job."""
        from marketloop.demo import jobs  # noqa: F401
