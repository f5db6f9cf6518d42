"""Templates, the outbox, suppressions, channels and the contact policy over HTTP."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Status

from marketloop.identity import facade as identity
from marketloop.messaging import (
    channels,
    compiling,
    explaining,
    people,
    policies,
    previews,
    resending,
    services,
    suppressions,
)
from marketloop.messaging import schemas as s
from marketloop.messaging.contracts import State
from marketloop.messaging.models import Channel, Message, Suppression, Template, TemplateVersion
from marketloop.messaging.policy import Rules
from marketloop.organisation.facade import scope
from marketloop.platform import ids
from marketloop.platform.errors import NotFound
from marketloop.platform.http import Page, PageQuery, Router, language_of, page_of, principal, require
from marketloop.profiles import facade as profiles

router = Router(tags=["messaging"])
FRAME_CSP = (
    "default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'; font-src https: data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


def _template(template_id: str) -> Template:
    row = Template.objects.filter(id=ids.decode("tpl", template_id)).first()
    if row is None:
        raise NotFound("template_not_found", template=template_id)
    return row


def _sees(request: HttpRequest, profile_id: int) -> bool:
    """Whether the asker's data scope reaches this person."""
    mine = scope(request)
    return mine.everything or profiles.find_profile(profile_id, scope=mine) is not None


def _message(request: HttpRequest, message_id: str) -> Message:
    """The message within the asker's data scope; raises NotFound."""
    row = explaining.get_message(ids.decode("msg", message_id))
    if not _sees(request, row.profile_id):
        raise NotFound("message_not_found")
    return row


def _profile(profile: str) -> int | None:
    return ids.decode("pro", profile) if profile else None


@router.get("/templates", response=Page[s.TemplateOut])
@require("templates.read")
def list_templates(
    request: HttpRequest, query: Query[PageQuery], archived: bool = False
) -> Page[s.TemplateOut]:
    """Templates; search by name or key; archived ones only when asked for."""
    rows = Template.objects.filter(archived=archived)
    if query.q:
        rows = rows.filter(name__icontains=query.q) | rows.filter(key__icontains=query.q)
    page = page_of(rows, query, lambda row: row, {"name": "name", "updated_at": "updated_at"}, "-updated_at")
    subjects = {
        (template_id, version): content["subject"]
        for template_id, version, content in TemplateVersion.objects.filter(
            template_id__in=[row.id for row in page.items]
        ).values_list("template_id", "version", "content")
    }
    items = [s.TemplateOut(**s.template_values(row, subjects[row.id, row.version])) for row in page.items]
    return Page(items=items, next_cursor=page.next_cursor, count=page.count, count_exact=page.count_exact)


@router.post("/templates", response={201: s.TemplateDetail})
@require("templates.write")
def create_template(request: HttpRequest, body: s.TemplateIn) -> Status[s.TemplateDetail]:
    """A new template; faults are named with line and column."""
    row = services.create_template(
        key=body.key,
        name=body.name,
        content=body.content,
        purpose=body.purpose,
        topic=body.topic,
        actor=principal(request),
    )
    return Status(201, s.TemplateDetail.of(row))


@router.post("/templates/validate", response=list[s.ProblemOut])
@require("templates.read")
def validate_template(request: HttpRequest, body: s.DraftIn) -> list[s.ProblemOut]:
    """All faults of a draft; empty when it can be saved."""
    language = language_of(request)
    return [s.ProblemOut.of(one, language) for one in compiling.problems_of(body.content)]


@router.post("/templates/preview", response=s.MailPreviewOut)
@require("templates.read")
def preview_draft(request: HttpRequest, body: s.DraftIn) -> s.MailPreviewOut:
    """A draft as a person would get it."""
    found = previews.preview_content(body.content, body.purpose, _profile(body.profile))
    return _preview(request, found)


@router.get("/templates/{template_id}", response=s.TemplateDetail)
@require("templates.read")
def get_template(request: HttpRequest, template_id: str) -> s.TemplateDetail:
    """A template with its wording."""
    return s.TemplateDetail.of(_template(template_id))


@router.patch("/templates/{template_id}", response=s.TemplateDetail)
@require("templates.write")
def update_template(request: HttpRequest, template_id: str, body: s.TemplateChange) -> s.TemplateDetail:
    """Change or archive; a new wording is the next version."""
    row = services.update_template(
        template_id=ids.decode("tpl", template_id),
        name=body.name,
        content=body.content,
        purpose=body.purpose,
        topic=body.topic,
        archived=body.archived,
        actor=principal(request),
    )
    return s.TemplateDetail.of(row)


@router.get("/templates/{template_id}/preview", response=s.MailPreviewOut)
@require("templates.read")
def preview_template(request: HttpRequest, template_id: str, profile: str = "") -> s.MailPreviewOut:
    """The template as this person would get it."""
    return _preview(request, previews.render_preview(_template(template_id).id, _profile(profile)))


def _preview(request: HttpRequest, found: previews.Preview) -> s.MailPreviewOut:
    language = language_of(request)
    return s.MailPreviewOut(
        subject=found.mail.subject,
        sender_name=found.mail.sender_name,
        html=found.mail.html,
        text=found.mail.text,
        problems=[s.ProblemOut.of(one, language) for one in found.problems],
    )


@router.post("/templates/{template_id}/test", response={201: s.MessageOut})
@require("templates.write")
def send_template_test(request: HttpRequest, template_id: str, body: s.TestIn) -> Status[s.MessageOut]:
    """Send the template to an address of staff; missing variables refuse it."""
    template = _template(template_id)
    row = previews.send_test(
        template_id=template.id,
        address=body.address,
        profile_id=_profile(body.profile),
        actor=principal(request),
    )
    return Status(201, s.MessageOut(**s.message_values(row, template.name, "")))


@router.get("/messages", response=Page[s.MessageOut])
@require("messages.read")
def list_messages(
    request: HttpRequest,
    query: Query[PageQuery],
    state: str = "",
    journey: str = "",
    node: str = "",
    template: str = "",
    profile: str = "",
    reason: str = "",
) -> Page[s.MessageOut]:
    """The outbox, newest first; filters are exact. Staff with a limited data scope ask for one of their people."""
    rows = Message.objects.defer("variables", "decisions")
    if not scope(request).everything:
        rows = rows if profile and _sees(request, ids.decode("pro", profile)) else rows.none()
    wanted = {"state": state, "journey": journey, "node": node, "reason": reason}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if template:
        rows = rows.filter(template_id=ids.decode("tpl", template))
    if profile:
        rows = rows.filter(profile_id__in=identity.members(ids.decode("pro", profile)))
    page = page_of(rows, query, lambda row: row, {"created_at": "created_at"}, "-created_at")
    templates = dict(
        Template.objects.filter(id__in={row.template_id for row in page.items}).values_list("id", "name")
    )
    names = profiles.names([row.profile_id for row in page.items])
    items = [
        s.MessageOut(
            **s.message_values(row, templates.get(row.template_id, ""), names.get(row.profile_id, ""))
        )
        for row in page.items
    ]
    return Page(items=items, next_cursor=page.next_cursor, count=page.count, count_exact=page.count_exact)


@router.get("/messages/{message_id}", response=s.MessageDetail)
@require("messages.read")
def get_message(request: HttpRequest, message_id: str) -> s.MessageDetail:
    """One message: mail, policy decisions, events."""
    return explaining.explain(_message(request, message_id).id)


@router.get("/messages/{message_id}/html")
@require("messages.read")
def get_message_html(request: HttpRequest, message_id: str) -> HttpResponse:
    """The mail for a sandboxed frame: no script, no forms, nothing of ours within reach."""
    page = explaining.page_of_mail(_message(request, message_id).id)
    response = HttpResponse(page, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = FRAME_CSP
    response["Referrer-Policy"] = "no-referrer"
    return response


@router.post("/messages/{message_id}/resend", response=s.MessageDetail)
@require("messages.write")
def resend_message(request: HttpRequest, message_id: str) -> s.MessageDetail:
    """Send an `unknown` message again, knowing that it may arrive twice."""
    row = resending.resend_message(message_id=_message(request, message_id).id, actor=principal(request))
    return explaining.explain(row.id)


@router.get("/suppressions", response=Page[s.SuppressionOut])
@require("messages.read")
def list_suppressions(
    request: HttpRequest, query: Query[PageQuery], reason: str = ""
) -> Page[s.SuppressionOut]:
    """Addresses that get nothing more; `q` finds one exact address."""
    rows = Suppression.objects.all()
    if reason:
        rows = rows.filter(reason=reason)
    if query.q:
        rows = rows.filter(address_token=people.address_token("email", query.q))
    return page_of(rows, query, s.SuppressionOut.of, {"created_at": "created_at"}, "-created_at")


@router.post("/suppressions", response={201: s.SuppressionOut})
@require("messages.write")
def add_suppression(request: HttpRequest, body: s.SuppressionIn) -> Status[s.SuppressionOut]:
    """Send nothing more to an address."""
    row = suppressions.add_suppression(
        address=body.address,
        channel=body.channel,
        reason=body.reason,
        note=body.note,
        expires_at=body.expires_at,
        actor=principal(request),
    )
    return Status(201, s.SuppressionOut.of(row))


@router.delete("/suppressions/{suppression_id}", response={204: None})
@require("messages.write")
def remove_suppression(request: HttpRequest, suppression_id: str) -> Status[None]:
    """Let an address get mail again."""
    suppressions.remove_suppression(
        suppression_id=ids.decode("sup", suppression_id), actor=principal(request)
    )
    return Status(204, None)


@router.get("/channels", response=list[s.ChannelOut])
@require("messages.read")
def list_channels(request: HttpRequest) -> list[s.ChannelOut]:
    """Channels with their state and how many messages wait."""
    return [_channel(channels.get_channel(key)) for key in channels.CHANNELS]


@router.patch("/channels/{key}", response=s.ChannelOut)
@require("messages.write")
def update_channel(request: HttpRequest, key: str, body: s.ChannelChange) -> s.ChannelOut:
    """Pause, resume, set the rate."""
    row = channels.set_channel(
        key=key, paused=body.paused, rate_per_minute=body.rate_per_minute, actor=principal(request)
    )
    return _channel(row)


def _channel(row: Channel) -> s.ChannelOut:
    waiting = Message.objects.filter(channel=row.key, state__in=[State.QUEUED, State.READY, State.SENDING])
    return s.ChannelOut.of(row, waiting.count())


@router.get("/contact-policy", response=Rules)
@require("messages.read")
def get_contact_policy(request: HttpRequest) -> Rules:
    """Caps, quiet hours and time zone of the whole company."""
    return policies.get_contact_policy()


@router.put("/contact-policy", response=Rules)
@require("messages.write")
def put_contact_policy(request: HttpRequest, body: Rules) -> Rules:
    """Replace the contact policy."""
    return policies.set_contact_policy(rules=body, actor=principal(request))
