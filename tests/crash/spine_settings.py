"""Settings of a server with the event spine and nothing above it: it starts quickly enough to be killed twenty times."""

from __future__ import annotations

from marketloop.entrypoints import modules

modules.list_modules = lambda: ["events", "organisation", "platform"]

from marketloop.entrypoints.settings import *  # noqa: E402, F403
