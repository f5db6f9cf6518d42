"""Saved views over HTTP. Being signed in is enough: a view holds a question, and the list asks for the rights to answer it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status
from pydantic import Field

from marketloop.console import views
from marketloop.console.models import SavedView
from marketloop.console.views import ViewDefinition
from marketloop.platform import ids
from marketloop.platform.http import Router, Schema, principal

router = Router(tags=["console"])


class ViewIn(Schema):
    """A view as a list keeps it; `columns` null: as they come."""

    table: str = Field(min_length=1, max_length=60)
    name: str
    query: dict[str, str] = Field({}, max_length=60)
    columns: list[str] | None = Field(None, max_length=100)
    shared: bool = False

    def definition(self) -> ViewDefinition:
        """As the module understands it."""
        return ViewDefinition(**self.model_dump())


class ViewOut(Schema):
    """A view; `own` ones can be changed, others are shared by `by`."""

    id: str
    name: str
    query: dict[str, str]
    columns: list[str] | None
    shared: bool
    own: bool
    by: str

    @classmethod
    def of(cls, row: SavedView, user_id: int) -> ViewOut:
        """From the row."""
        return cls(
            id=ids.encode("vew", row.id),
            name=row.name,
            query=views.query_of(row),
            columns=row.columns,
            shared=row.shared,
            own=row.owner == user_id,
            by=row.owner_name,
        )


@router.get("/views", response=list[ViewOut])
def list_views(request: HttpRequest, of: str) -> list[ViewOut]:
    """Views of a list: the own ones, then those that others share."""
    user_id = principal(request).user_id
    return [ViewOut.of(row, user_id) for row in views.list_views(of, user_id)]


@router.post("/views", response={201: ViewOut})
def create_view(request: HttpRequest, body: ViewIn) -> Status[ViewOut]:
    """Save a view."""
    who = principal(request)
    row = views.save_view(view_id=None, definition=body.definition(), actor=who)
    return Status(201, ViewOut.of(row, who.user_id))


@router.put("/views/{view_id}", response=ViewOut)
def update_view(request: HttpRequest, view_id: str, body: ViewIn) -> ViewOut:
    """Change an own view: its name, what it shows, whether it is shared."""
    who = principal(request)
    row = views.save_view(view_id=ids.decode("vew", view_id), definition=body.definition(), actor=who)
    return ViewOut.of(row, who.user_id)


@router.delete("/views/{view_id}", response={204: None})
def delete_view(request: HttpRequest, view_id: str) -> Status[None]:
    """Delete an own view."""
    views.delete_view(view_id=ids.decode("vew", view_id), actor=principal(request))
    return Status(204, None)
