"""Django application of file import."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """File imports."""

    name = "marketloop.imports"
    label = "imports"

    def ready(self) -> None:
        """Register the job."""
        from marketloop.imports import jobs  # noqa: F401
