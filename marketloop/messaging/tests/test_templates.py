"""Compiling and rendering: MJML, Liquid, links, plain text, faults with their places."""

from __future__ import annotations

from typing import Any

import pytest
from liquid.exceptions import LiquidError

from marketloop.messaging import liquid, rendering
from marketloop.messaging.compiling import Compiled, Content, compile_content, problems_of
from marketloop.messaging.contracts import Problem
from marketloop.messaging.rendering import Send, render_mail
from marketloop.messaging.services import describe

MJML = """<mjml><mj-body>
  {% if profile.stage == 'repeat' %}<mj-section><mj-column>
    <mj-text>Hi {{ profile.name }} <a href="https://x.example/a?b=1&amp;c=2">go</a></mj-text>
    <mj-button href="{{ event.url }}">Buy</mj-button>
    {% for item in event.items %}<mj-text><a href="https://s.example/p/{{ item.id }}">{{ item.name }}</a></mj-text>{% endfor %}
    <mj-text><a href="{{ unsubscribe_url }}">out</a> <a href="mailto:us@x.example">write</a></mj-text>
  </mj-column></mj-section>{% endif %}
</mj-body></mjml>"""


def _compile(body: str = MJML, **values: Any) -> Compiled:
    content = Content(subject="S", body=body, **values)
    assert problems_of(content) == []
    return compile_content(content)[""]


def _render(compiled: Compiled, message_id: int = 7, **variables: Any) -> rendering.Rendered:
    person = {"name": "<b>林</b>", "stage": "repeat", "traits": {}}
    return render_mail(compiled, "en", person, Send(message_id, 5, "email", "marketing", variables))


@pytest.mark.parametrize(
    ("body", "line", "column", "code"),
    [
        (
            "<mjml><mj-body>\n  <mj-section><mj-colum></mj-colum></mj-section></mj-body></mjml>",
            2,
            15,
            "mjml_element_unknown",
        ),
        ("hello", 1, 1, "mjml_root_missing"),
        ("<mjml><mj-body>", 1, 7, "mjml_unclosed"),
        ("<mjml>\n<mj-body><mj-section></mj-body></mjml>", 2, 22, "mjml_crossed"),
        ("<mjml></mjml></mj-body>", 1, 14, "mjml_close_without_open"),
        (
            "<mjml><mj-body>\n <mj-text>{{ x | nope }}</mj-text></mj-body></mjml>",
            2,
            18,
            "template_filter_unknown",
        ),
        ("<mjml><mj-body>{% if x %}</mj-body></mjml>", 1, 43, "template_tag_open"),
        ("<mjml><mj-body>\n <mj-text>b < c</mj-text></mj-body></mjml>", 2, 13, "mjml_wrong"),
        ("<mjml><mj-body>\n {{ x</mj-body></mjml>", 2, 2, "template_syntax"),
        ("<mjml><mj-body>{% include 'x' %}</mj-body></mjml>", 1, 19, "template_syntax"),
    ],
)
def test_faults_name_line_and_column(body: str, line: int, column: int, code: str) -> None:
    [problem] = problems_of(Content(subject="S", body=body))

    assert (problem.field, problem.line, problem.column, problem.code) == ("body", line, column, code)
    for language in ("zh-CN", "en"):
        words = describe(problem, language)
        assert str(line) in words
        assert str(column) in words
        assert code not in words


def test_empty_subject_and_faulty_variants_are_named_by_field() -> None:
    content = Content.model_validate(
        {"subject": " ", "body": "<p>x</p>", "body_kind": "html", "locales": {"en": {"subject": "{{"}}}
    )

    assert [(one.field, one.code) for one in problems_of(content)] == [
        ("subject", "template_subject_empty"),
        ("locales.en.subject", "template_syntax"),
    ]


def test_links_become_signed_addresses_and_ways_out_stay() -> None:
    made = _render(
        _compile(),
        event={
            "url": "https://q.example/?a=1&b=2",
            "items": [{"id": 1, "name": "n"}, {"id": 2, "name": "m"}],
        },
    )

    assert "https://x.example" not in made.mail.html
    assert made.links == {
        2: "https://q.example/?a=1&b=2",
        3: "https://s.example/p/1",
        4: "https://s.example/p/2",
    }
    assert made.mail.html.count("/u/") == 1  # the template has its own way out, so no footer is added
    assert 'href="mailto:us@x.example"' in made.mail.html
    assert "&lt;b&gt;林&lt;/b&gt;" in made.mail.html
    assert "Hi <b>林</b> go ( http://" in made.mail.text


def test_a_target_from_data_that_is_no_web_address_leads_nowhere() -> None:
    compiled = _compile('<a href="{{ event.url }}">x</a>', body_kind="html")

    for bad in ("javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x"):
        made = _render(compiled, event={"url": bad})
        assert made.links == {}
        assert "alert" not in made.mail.html
        assert "text/html,x" not in made.mail.html


def test_marketing_mail_without_a_way_out_gets_one_and_transactional_does_not() -> None:
    compiled = _compile("<p>x</p>", body_kind="html")
    person: dict[str, Any] = {}

    marketing = render_mail(compiled, "zh-CN", person, Send(7, 5, "email", "marketing"))
    receipt = render_mail(compiled, "zh-CN", person, Send(7, 5, "email", "transactional"))

    assert ("退订" in marketing.mail.html, "退订: http" in marketing.mail.text) == (True, True)
    assert "/u/" not in receipt.mail.html


def test_a_preview_tracks_nothing() -> None:
    made = _render(_compile(), message_id=0, event={"url": "https://q.example/", "items": []})

    assert "https://x.example/a?b=1&amp;c=2" in made.mail.html
    assert "https://q.example/" in made.mail.html
    assert "t.gif" not in made.mail.html


def test_a_missing_variable_is_an_error_when_strict_and_empty_when_sending() -> None:
    content = Content(
        subject="a\n{{ profile.nick }}", body="{{ profile.nick | default: '朋友' }}", body_kind="html"
    )

    found = rendering.draft_problems(content, {}, Send(0, 0, "email", "marketing"))
    sent = render_mail(compile_content(content)[""], "en", {}, Send(0, 0, "email", "transactional"))

    assert found == [Problem("subject", 2, 4, "template_variable_missing", {"name": "profile.nick"})]
    assert sent.mail.subject == "a"
    assert "朋友" in sent.mail.html


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in (1..2000) %}x{% endfor %}",
        "{% for i in (1..900) %}{{ big }}{% endfor %}",
        "{% for a in (1..40) %}{% for b in (1..40) %}x{% endfor %}{% endfor %}",
    ],
)
def test_loops_and_output_are_bounded(source: str) -> None:
    with pytest.raises(LiquidError):
        liquid.render(source, {"big": "x" * 1000}, html=False)


def test_templates_see_plain_values_only() -> None:
    assert (
        liquid.render("{{ profile.__class__ }}{{ profile.keys }}{{ _track }}", {"profile": {}}, html=False)
        == ""
    )


def test_a_variant_is_chosen_by_language_and_falls_back_field_by_field() -> None:
    content = Content.model_validate(
        {"subject": "你好", "body": "<p>中</p>", "body_kind": "html", "locales": {"en": {"subject": "Hello"}}}
    )
    compiled = compile_content(content)

    assert rendering.pick_wording(compiled, "en-GB") == ("en", "en")
    assert rendering.pick_wording(compiled, "zh-CN") == ("", "zh-CN")
    assert (compiled["en"].subject, "中" in compiled["en"].html) == ("Hello", True)


def test_the_preheader_is_hidden_in_html_and_not_in_the_text() -> None:
    compiled = _compile("<p>x</p>", body_kind="html", preheader="look {{ profile.name }}")

    made = _render(compiled)

    assert "look &lt;b&gt;" in made.mail.html
    assert "look" not in made.mail.text
