"""Structured logs: one JSON object a line on standard error, with the request id."""

from __future__ import annotations

import logging
import sys

import structlog

from marketloop.platform.config import get_config


def configure() -> None:
    """Set up structlog and route the standard library's loggers through it."""
    level = logging.getLevelNamesMapping()[get_config().log_level]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *args: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        level=level, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s", force=True
    )
