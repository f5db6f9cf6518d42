"""Django application of the console."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Read composition for screens."""

    name = "marketloop.console"
    label = "console"
