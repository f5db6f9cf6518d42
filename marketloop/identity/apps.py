"""Django application of identity."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Identifiers, resolution, merges and their undoing."""

    name = "marketloop.identity"
    label = "identity"

    def ready(self) -> None:
        """Fill the spine's port and register the loop that publishes aliases and the jobs."""
        from marketloop.events import facade as events
        from marketloop.identity import doctor, jobs, ports

        assert doctor.look is not None
        assert jobs.squash is not None
        events.set_resolver(ports.resolve_events)
