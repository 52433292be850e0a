"""Pages of what people who sex work said, and what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from actionplan import bp
from actionplan.voice import documents, queries, rules
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer
from core.downloads import pdf_file
from core.forms import day_typed

#: About one cycle of the forum's meetings.
SINCE = timedelta(days=91)
ON_A_SHEET = 30


@bp.get("/voice")
@requires(Permission.PLAN_READ)
def you_said() -> Answer:
    """You said, we did: what was said beside what came of it, the latest answer first."""
    actor, asked = current_actor(), request.args.get("topic", "")
    topic = rules.Topic(asked) if asked in set(rules.Topic) else None
    return render_template(
        "actionplan/voice/you_said.html", views=subnav(actor, "said"), topics=list(rules.TOPIC_WORDS.items()),
        page=queries.you_said_page(actor, request.args.get("page", 1, type=int), topic), topic=topic,
        may_write=rules.may_write(actor),
    )  # fmt: skip


@bp.get("/voice/aloud")
@requires(Permission.PLAN_READ)
def read_aloud() -> Answer:
    """The same in easy words and large letters, for reading aloud: one thing after another, nothing else."""
    return render_template("actionplan/voice/aloud.html", rows=queries.you_said(current_actor(), ON_A_SHEET))


@bp.get("/voice/you-said-we-did.pdf")
@requires(Permission.PLAN_READ)
def print_you_said() -> Answer:
    """The sheet for a drop-in."""
    rows = queries.you_said(current_actor(), ON_A_SHEET)
    return pdf_file(documents.you_said_pdf(rows, made_on=clock.today()), "you-said-we-did.pdf")


@bp.get("/voice/unanswered")
@requires(Permission.PLAN_READ)
def list_unanswered() -> Answer:
    """What waits for the forum's answer, the longest first."""
    actor = current_actor()
    return render_template(
        "actionplan/voice/unanswered.html", views=subnav(actor, "unanswered"), may_answer=rules.may_answer(actor),
        page=queries.unanswered_page(actor, request.args.get("page", 1, type=int)),
    )  # fmt: skip


@bp.get("/voice/meeting")
@requires(Permission.PLAN_READ)
def show_standing_item() -> Answer:
    """What the forum hears under “Voice of people who sex work”: to be read out at the meeting."""
    actor, since = current_actor(), _since()
    return render_template(
        "actionplan/voice/standing.html", views=subnav(actor, "meeting"), since=since,
        item=queries.standing_item(actor, since, clock.today()),
    )  # fmt: skip


@bp.get("/voice/meeting.pdf")
@requires(Permission.PLAN_READ)
def print_standing_item() -> Answer:
    """The same as a file for the papers."""
    item = queries.standing_item(current_actor(), _since(), clock.today())
    return pdf_file(documents.standing_pdf(item, made_on=clock.today()), f"voice-{clock.today().isoformat()}.pdf")


@bp.get("/voice/consultations")
@requires(Permission.PLAN_READ)
def list_consultations() -> Answer:
    """Every time that people were asked, the latest first."""
    actor = current_actor()
    return render_template(
        "actionplan/voice/consultations.html", views=subnav(actor, "consultations"), may_write=rules.may_write(actor),
        page=queries.consultations_page(actor, request.args.get("page", 1, type=int)),
    )  # fmt: skip


@bp.get("/voice/consultations/<uuid:consultation_id>")
@requires(Permission.PLAN_READ)
def show_consultation(consultation_id: UUID) -> Answer:
    """One consultation: how it was held, what was said, and what came of each thing."""
    actor = current_actor()
    return render_template(
        "actionplan/voice/consultation.html", row=queries.consultation(actor, consultation_id),
        findings=queries.findings_of(actor, consultation_id), may_write=rules.may_write(actor),
        may_answer=rules.may_answer(actor),
    )  # fmt: skip


@bp.get("/voice/findings/<uuid:finding_id>")
@requires(Permission.PLAN_READ)
def show_finding(finding_id: UUID) -> Answer:
    """One thing that was said, and every answer to it."""
    actor = current_actor()
    line = queries.finding(actor, finding_id)
    return render_template(
        "actionplan/voice/finding.html", line=line, answers=queries.answers_to(actor, finding_id),
        may_write=rules.may_write(actor), may_answer=rules.may_answer(actor),
        hard=rules.hard_sentences(line.easy) + rules.hard_sentences(line.answer.easy if line.answer else ""),
    )  # fmt: skip


def subnav(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The views of what people said."""
    owed = queries.count_owed(actor)
    pages = (
        ("said", "You said, we did", ".you_said", 0),
        ("unanswered", "Waiting for an answer", ".list_unanswered", owed),
        ("consultations", "Consultations", ".list_consultations", 0),
        ("meeting", "For the meeting", ".show_standing_item", 0),
    )
    return [
        {"label": words, "url": url_for(endpoint), "current": name == current, "count": count}
        for name, words, endpoint, count in pages
    ]


def _since() -> date:
    """The day from which the forum has not heard: three months back unless somebody says otherwise."""
    return day_typed(request.args.get("since", "")) or clock.today() - SINCE
