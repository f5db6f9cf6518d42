"""The door of the demo: what the serving process asks before it opens anything."""

from marketloop.demo.snapshots import restore_if_asked

__all__ = ["restore_if_asked"]
