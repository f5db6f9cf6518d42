"""Django application of the messaging module."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Templates, contact policy, message pipeline, tracking."""

    name = "marketloop.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Import what registers itself: the loop, the consumer, the port of tracked links."""
        from marketloop.messaging import consumers, jobs, visits  # noqa: F401
