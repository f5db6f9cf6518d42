"""What the event spine tells messaging: human opens and clicks become times beside the message's state."""

from __future__ import annotations

from marketloop.events import facade as events
from marketloop.events.contracts import EventBatch, Quality
from marketloop.messaging import visits
from marketloop.messaging.models import Message
from marketloop.platform import clock, ids

_FIELDS = {visits.OPENED: "opened_at", visits.CLICKED: "clicked_at"}


@events.consumer("messaging", after=("profiles",))
def consume(batch: EventBatch) -> None:
    """Set the first open and click; a click proves an open. Machines and events of other sources count for nothing."""
    first: dict[int, dict[str, int]] = {}
    for event in batch.named(*_FIELDS).rows():
        message = str(event.columns.get("message") or "")
        if event.source != visits.SOURCE or event.quality != Quality.VALID or not message:
            continue
        times = first.setdefault(ids.decode("msg", message), {})
        fields = ("clicked_at", "opened_at") if event.name == visits.CLICKED else ("opened_at",)
        for field in fields:
            times[field] = min(times.get(field, event.time), event.time)
    if not first:
        return
    rows = list(Message.objects.filter(id__in=first))
    for row in rows:
        for field, time in first[row.id].items():
            if getattr(row, field) is None:
                setattr(row, field, clock.from_ms(time))
    Message.objects.bulk_update(rows, ["opened_at", "clicked_at"], batch_size=300)
