"""Django application of the platform."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """Tables of clock, outbox and jobs."""

    name = "marketloop.platform"
    label = "platform"
