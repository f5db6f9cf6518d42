"""Django application of the catalogue."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Products."""

    name = "marketloop.catalog"
    label = "catalog"
