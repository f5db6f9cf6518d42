"""What uses a segment: modules above register a port; the module asks before it archives."""

from __future__ import annotations

from marketloop.platform import ids
from marketloop.segments.contracts import PREFIX, Usage, UsagePort
from marketloop.segments.definitions import definition_of, standing_rows

_ports: list[UsagePort] = []


def register_usage(port: UsagePort) -> UsagePort:
    """Ask this function, too, what uses a segment; usable as a decorator."""
    if port not in _ports:
        _ports.append(port)
    return port


def list_usage(segment_id: int) -> list[Usage]:
    """Everything that would break without the segment: other segments that name it, and what the ports report."""
    found = [
        Usage("segment", ids.encode(PREFIX, row.id), row.name)
        for row in standing_rows()
        if row.condition is not None and segment_id in definition_of(row).references
    ]
    for port in _ports:
        found.extend(port(segment_id))
    return found
