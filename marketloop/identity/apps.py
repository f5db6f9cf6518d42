"""Django application of identity."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Identifiers, resolution, merges and their undoing."""

    name = "marketloop.identity"
    label = "identity"
