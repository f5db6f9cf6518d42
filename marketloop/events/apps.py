"""Django application of the events module: loops, consumers, the outbox's sink."""

import atexit

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Collection, event log and event store."""

    name = "marketloop.events"
    label = "events"

    def ready(self) -> None:
        """Register the loops, the sink of facts and the readiness check."""
        from marketloop.events import (
            appender,
            archive_jobs,
            consumers,
            doctor,
            hooks_jobs,
            hooks_models,
            operations_models,
            quality_marking,
            replay,
            retention,
            sink,
            spine,
        )
        from marketloop.platform import health, outbox

        assert appender.turn is not None
        assert archive_jobs.export_job is not None
        assert doctor.look is not None
        assert hooks_jobs.forget_deliveries is not None
        assert hooks_models.Hook is not None
        assert operations_models.RetentionRule is not None
        assert quality_marking.turn is not None
        assert replay.replay_job is not None
        assert retention.apply_retention is not None
        outbox.set_sink(sink.take_facts)
        health.register_check("event consumers", consumers.check)
        atexit.register(spine.close_spine)
