"""Looking before sending: a template as any person would get it, and test mails to staff. Nothing here touches the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from liquid.exceptions import LiquidError

from marketloop.connectors.smtp import Mail, Verdict
from marketloop.messaging import (
    channels,
    compiling,
    content,
    mime,
    people,
    pipeline,
    rendering,
    sending,
    services,
)
from marketloop.messaging.choices import PREVIEW
from marketloop.messaging.compiling import Content
from marketloop.messaging.contracts import EMAIL, Problem, Purpose, RenderedMail, State
from marketloop.messaging.models import Message, MessageContent, Template
from marketloop.organisation.facade import record_audit
from marketloop.platform import clock, ids
from marketloop.platform.config import get_config
from marketloop.platform.errors import Invalid, NotFound
from marketloop.platform.http import Principal
from marketloop.platform.i18n import translate
from marketloop.profiles import facade as profiles


@dataclass(frozen=True)
class Preview:
    """The mail as it would be sent now, and what a strict reading finds missing."""

    mail: RenderedMail
    problems: list[Problem]


def render_preview(
    template_id: int, profile_id: int | None, variables: Mapping[str, Any] | None = None
) -> Preview:
    """A stored template as this person (None: nobody in particular) would get it; raises NotFound."""
    template = Template.objects.filter(id=template_id).first()
    if template is None:
        raise NotFound("template_not_found", template=ids.encode("tpl", template_id))
    stored = Content.model_validate(services.current_version(template).content)
    return preview_content(stored, template.purpose, profile_id, variables)


def preview_content(
    draft: Content, purpose: str, profile_id: int | None, variables: Mapping[str, Any] | None = None
) -> Preview:
    """The same for a draft; raises Invalid when it cannot be rendered at all."""
    services.refuse_problems(compiling.problems_of(draft))
    person = _context(profile_id)
    send = rendering.Send(0, PREVIEW, EMAIL, purpose, variables or {})
    compiled = compiling.compile_content(draft)
    key, locale = rendering.pick_wording(compiled, people.language_of(person))
    try:
        mail = rendering.render_mail(compiled[key], locale, person, send).mail
    except LiquidError as error:
        services.refuse_problems([rendering_problem(draft, error)])
        raise
    return Preview(mail, rendering.draft_problems(draft, person, send) if profile_id else [])


def rendering_problem(draft: Content, error: LiquidError) -> Problem:
    """A fault that only shows while rendering, such as a loop that is too long."""
    from marketloop.messaging.liquid import problem_of

    return problem_of("body", draft.body, error)


def _context(profile_id: int | None) -> Mapping[str, Any]:
    if profile_id is None:
        return {}
    found: Mapping[int, Mapping[str, Any]] = profiles.liquid_contexts([profile_id])
    if profile_id not in found:
        raise NotFound("profile_without_address")
    return found[profile_id]


def send_test(*, template_id: int, address: str, profile_id: int | None, actor: Principal) -> Message:
    """Send the template to an address of staff, rendered strictly as a person; raises Invalid for missing variables.

    Links are not tracked and the ways out change nothing. The mail stands in the outbox list with node `test`.
    """
    if not mime.is_address(address.strip()):
        raise Invalid("address_invalid", fields={"address": "address_invalid"})
    preview = render_preview(template_id, profile_id)
    services.refuse_problems(preview.problems, actor.language)
    template = Template.objects.get(id=template_id)
    row = _test_row(template, profile_id or PREVIEW, actor)
    mark = translate("messaging.mail.test", actor.language)
    mail = content.StoredMail(
        to=address.strip(),
        sender=get_config().mail_from,
        sender_name=preview.mail.sender_name or get_config().company,
        subject=f"{mark}{preview.mail.subject}",
        html=preview.mail.html,
        text=preview.mail.text,
        message_id=f"{ids.encode('msg', row.id)}@{sending.mail_domain()}",
    )
    if channels.mode_of(EMAIL) == "smtp":
        _send_now(row, mail)
    with transaction.atomic():
        row.save(force_insert=True)
        MessageContent.objects.create(message=row, sealed=content.seal(row.id, mail))
        record_audit(
            actor=actor,
            action="messaging.test_sent",
            subject=ids.encode("tpl", template_id),
            detail={"state": str(row.state)},
        )
    return row


def _test_row(template: Template, profile_id: int, actor: Principal) -> Message:
    id_, now = ids.new_id(), clock.now()
    return Message(
        id=id_,
        intent_key=f"test:{id_}",
        profile_id=profile_id,
        channel=EMAIL,
        template_id=template.id,
        template_version_id=services.current_version(template).id,
        purpose=Purpose.TRANSACTIONAL,
        topic="",
        journey="",
        journey_version=0,
        node="test",
        campaign="",
        variables={},
        state=State.SENT,
        reason="",
        detail="",
        due_at=now,
        created_at=now,
        attempts=0,
        wording="",
        sent_at=now,
    )


def _send_now(row: Message, mail: content.StoredMail) -> None:
    with pipeline.open_pool() as pool:
        [outcome] = pool.send([Mail(mail.sender, mail.to, sending.to_wire(mail, clock.now()))])
    row.detail = f"{outcome.code} {outcome.text}".strip()[:300]
    if outcome.verdict != Verdict.ACCEPTED:
        row.state = State.UNKNOWN if outcome.verdict == Verdict.UNKNOWN else State.FAILED
        row.reason, row.sent_at = str(outcome.verdict), None
