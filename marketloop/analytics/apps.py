"""Django application of the analytics module."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Reports and home figures."""

    name = "marketloop.analytics"
    label = "analytics"
