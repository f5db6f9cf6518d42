"""Writes of templates: each wording is a frozen version; saving a changed wording makes the next one."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from marketloop.messaging.compiling import Content, compile_content, problems_of
from marketloop.messaging.contracts import EMAIL, Problem, Purpose
from marketloop.messaging.models import Template, TemplateVersion, Topic
from marketloop.organisation.facade import record_audit
from marketloop.platform import clock, ids
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.platform.http import Principal
from marketloop.platform.i18n import Language, translate


def refuse_problems(problems: list[Problem], language: Language = "zh-CN") -> None:
    """Raise Invalid for the first fault; all of them stand in `fields` with line and column."""
    if not problems:
        return
    fields = {one.field: describe(one, language) for one in reversed(problems)}
    first = problems[0]
    raise Invalid(
        "template_invalid",
        fields=fields,
        line=first.line,
        column=first.column,
        what=describe(first, language, with_place=False),
    )


def describe(problem: Problem, language: Language, *, with_place: bool = True) -> str:
    """A fault in words: `line 3, column 7: …`."""
    what = translate(f"errors.{problem.code}", language, **problem.params)
    if not with_place:
        return what
    return translate(
        "messaging.template.at_place", language, line=problem.line, column=problem.column, what=what
    )


def create_template(
    *,
    key: str,
    name: str,
    content: Content,
    purpose: Purpose = Purpose.MARKETING,
    topic: str = "",
    actor: Principal | None = None,
) -> Template:
    """A new template with version 1; raises Invalid for faults, Conflict for a known key."""
    refuse_problems(problems_of(content), actor.language if actor else "zh-CN")
    now = clock.now()
    template = Template(
        key=key, name=name, channel=EMAIL, purpose=purpose, topic=topic, created_at=now, updated_at=now
    )
    try:
        with transaction.atomic():
            template.save(force_insert=True)
            _add_version(template, content, actor)
            _ensure_topic(topic)
            record_audit(
                actor=actor, action="messaging.template_created", subject=ids.encode("tpl", template.id)
            )
    except IntegrityError:
        raise Conflict("template_key_taken", key=key) from None
    return template


def update_template(
    *,
    template_id: int,
    actor: Principal | None,
    name: str | None = None,
    content: Content | None = None,
    purpose: Purpose | None = None,
    topic: str | None = None,
    archived: bool | None = None,
) -> Template:
    """Change what is given; a changed wording becomes the next version, messages already queued keep theirs."""
    if content is not None:
        refuse_problems(problems_of(content), actor.language if actor else "zh-CN")
    with transaction.atomic():
        template = Template.objects.select_for_update().filter(id=template_id).first()
        if template is None:
            raise NotFound("template_not_found", template=ids.encode("tpl", template_id))
        if content is not None and current_version(template).content != content.model_dump():
            template.version += 1
            _add_version(template, content, actor)
        changes: dict[str, Any] = {"name": name, "purpose": purpose, "topic": topic, "archived": archived}
        for field, value in changes.items():
            if value is not None:
                setattr(template, field, value)
        template.updated_at = clock.now()
        template.save(force_update=True)
        _ensure_topic(template.topic)
        record_audit(
            actor=actor,
            action="messaging.template_changed",
            subject=ids.encode("tpl", template_id),
            detail={"version": template.version, "archived": template.archived},
        )
    return template


def ensure_template(
    *,
    key: str,
    name: str,
    subject: str,
    body: str,
    preheader: str = "",
    body_kind: str = "mjml",
    text: str = "",
    sender_name: str = "",
    locales: dict[str, dict[str, str]] | None = None,
    purpose: str = Purpose.MARKETING,
    topic: str = "",
) -> int:
    """The id of the template with this key, made or brought to this wording; safe to repeat."""
    content = Content.model_validate(
        {
            "subject": subject,
            "preheader": preheader,
            "body": body,
            "body_kind": body_kind,
            "text": text,
            "sender_name": sender_name,
            "locales": locales or {},
        }
    )
    found = Template.objects.filter(key=key).first()
    if found is None:
        return create_template(
            key=key, name=name, content=content, purpose=Purpose(purpose), topic=topic, actor=None
        ).id
    if (found.name, found.purpose, found.topic) != (name, purpose, topic) or current_version(
        found
    ).content != content.model_dump():
        update_template(
            template_id=found.id,
            name=name,
            content=content,
            purpose=Purpose(purpose),
            topic=topic,
            actor=None,
        )
    return found.id


def ensure_topic(*, key: str, name_zh: str, name_en: str) -> None:
    """A topic with names in both languages for the preference page; safe to repeat."""
    Topic.objects.update_or_create(key=key, defaults={"name_zh": name_zh, "name_en": name_en})


def current_version(template: Template) -> TemplateVersion:
    """The wording in use."""
    return TemplateVersion.objects.get(template=template, version=template.version)


def _add_version(template: Template, content: Content, actor: Principal | None) -> None:
    TemplateVersion.objects.create(
        template=template,
        version=template.version,
        content=content.model_dump(),
        compiled={locale: one.model_dump() for locale, one in compile_content(content).items()},
        created_at=clock.now(),
        created_by=actor.user_id if actor else None,
    )


def _ensure_topic(key: str) -> None:
    if key:
        Topic.objects.get_or_create(key=key, defaults={"name_zh": key, "name_en": key})
