"""Django application of the orders module."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Orders, lines, refunds."""

    name = "marketloop.orders"
    label = "orders"

    def ready(self) -> None:
        """Register the background work."""
        from marketloop.orders import jobs  # noqa: F401
