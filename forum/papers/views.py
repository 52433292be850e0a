"""Pages of papers: those of a meeting, one paper, adding, changing, replacing, withdrawing, and the download."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from agencies.queries import member_agencies, user
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer, asked, change
from core.downloads import PDF_TYPE, kept_file
from core.errors import NotVisible, Refused
from core.words import long_day
from forum import bp
from forum import queries as forum
from forum.papers import queries, rules, service
from forum.papers.documents import paper_pdf
from forum.papers.forms import NewPaperForm, PaperForm, ReplaceForm, WithdrawForm
from forum.papers.rules import Classification, PaperPurpose
from forum.papers.service import PaperContent, PaperFacts
from forum.rules import NO_CASES

WRITERS = (Permission.MEETING_WRITE, Permission.PLAN_UPDATE_OWN, Permission.VOICE_WRITE)
#: A download opens in no page of ours and runs nothing (security.md T12).


@bp.get("/forum/meetings/<uuid:meeting_id>/papers")
@requires(Permission.MEETING_READ)
def list_papers(meeting_id: UUID) -> str:
    """The papers of a meeting, awaited ones too, by number."""
    actor = current_actor()
    meeting = forum.meeting(actor, meeting_id)
    day = clock.london(meeting.starts_at).date()
    return render_template(
        "forum/papers/list.html", meeting=meeting, lines=queries.papers_of(actor, meeting_id, withdrawn=True),
        due=rules.due_day(day), apart=queries.kept_apart(actor, meeting_id), no_cases=NO_CASES,
        may_add=actor.may(*WRITERS) and not queries.is_over(meeting) and meeting.cancelled_at is None,
        runs=queries.runs_meetings(actor),
    )  # fmt: skip


@bp.route("/forum/meetings/<uuid:meeting_id>/papers/new", methods=["GET", "POST"])
@requires(*WRITERS, takes_files=True)
def add_paper(meeting_id: UUID) -> Answer:
    """Add a paper, or ask for one."""
    actor = current_actor()
    meeting = forum.meeting(actor, meeting_id)
    due = rules.due_day(clock.london(meeting.starts_at).date())
    form = NewPaperForm(
        **_offered(actor, meeting_id), agency=str(actor.agency_id), author=user(actor.user_id).name, due=due,
        classification=Classification.MEMBERS.value,
    )  # fmt: skip
    if form.submitted():
        try:
            row = service.add_paper(
                actor=actor, meeting_id=meeting_id, facts=_facts(form), content=_content(form), answer=form.leak_answer
            )
            flash(f"Paper {row.number} added." if row.newest else f"Paper {row.number} is asked for.", "success")
            return redirect(url_for("forum.show_paper", paper_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("forum/papers/new.html", form, {"meeting": meeting, "due": due}, **_about(actor))


@bp.get("/forum/papers/<uuid:paper_id>")
@requires(Permission.MEETING_READ)
def show_paper(paper_id: UUID) -> str:
    """One paper: what it is, its words or its file, who reads it, and every version."""
    actor = current_actor()
    view = queries.paper_view(actor, paper_id)
    return render_template("forum/papers/show.html", view=view, may_write=_may_write(actor, view), rules=rules)


@bp.route("/forum/papers/<uuid:paper_id>/change", methods=["GET", "POST"])
@requires(*WRITERS)
def change_paper(paper_id: UUID) -> Answer:
    """Change what is said of a paper; a clash shows both texts."""
    actor = current_actor()
    row = queries.paper(actor, paper_id)
    form = PaperForm(
        **_offered(actor, row.meeting_id), title=row.title, agency=str(row.author_agency_id), author=row.author_name,
        item=str(row.agenda_item_id or ""), purpose=row.purpose.value, in_short=row.in_short,
        classification=row.classification.value, readers=[str(each) for each in queries.reader_ids(paper_id)],
        due=row.due_on, version=row.version,
    )  # fmt: skip
    return change(
        "forum/papers/change.html", form, {"paper": row},
        lambda: service.change_paper(
            actor=actor, paper_id=paper_id, version=form.version.data or 0, facts=_facts(form), answer=form.leak_answer
        ),
        lambda: _stored(actor, paper_id), back=url_for("forum.show_paper", paper_id=paper_id), **_about(actor),
    )  # fmt: skip


@bp.route("/forum/papers/<uuid:paper_id>/replace", methods=["GET", "POST"])
@requires(*WRITERS, takes_files=True)
def replace_paper(paper_id: UUID) -> Answer:
    """Add the next version of a paper, or the first of one that was awaited."""
    actor = current_actor()
    view = queries.paper_view(actor, paper_id)
    form = ReplaceForm(words=view.words, version=view.paper.version)
    return change(
        "forum/papers/replace.html", form, {"view": view, "no_cases": NO_CASES},
        lambda: service.replace_paper(
            actor=actor, paper_id=paper_id, version=form.version.data or 0, content=_content(form),
            changed=form.changed.data or "", answer=form.leak_answer,
        ),
        lambda: _stored(actor, paper_id), back=url_for("forum.show_paper", paper_id=paper_id),
        done="Kept. Earlier versions stay beside it.", **_about(actor),
    )  # fmt: skip


@bp.route("/forum/papers/<uuid:paper_id>/withdraw", methods=["GET", "POST"])
@requires(*WRITERS)
def withdraw_paper(paper_id: UUID) -> Answer:
    """Withdraw a paper, and destroy what it says when it must not stand."""
    actor = current_actor()
    row = queries.paper(actor, paper_id)
    form = WithdrawForm(version=row.version)
    return change(
        "forum/papers/withdraw.html", form, {"paper": row},
        lambda: service.withdraw_paper(
            actor=actor, paper_id=paper_id, version=form.version.data or 0, reason=form.reason.data or "",
            destroy=form.destroy.data,
        ),
        lambda: _stored(actor, paper_id), back=url_for("forum.show_paper", paper_id=paper_id), done="Withdrawn.",
    )  # fmt: skip


@bp.get("/forum/papers/<uuid:paper_id>/versions/<number>")
@requires(Permission.MEETING_READ)
def download_paper(paper_id: UUID, number: str) -> Response:
    """A version of a paper as a PDF: a file as it was kept, written words as a tagged one."""
    actor = current_actor()
    wanted = int(number) if number.isdecimal() and len(number) < 6 else 0
    row, kept, content = queries.version(actor, paper_id, wanted)
    meeting = forum.meeting(actor, row.meeting_id)
    day = clock.london(meeting.starts_at).date()
    name = rules.file_name(day, row.number, row.title, kept.number)
    return kept_file(paper_pdf(actor, row, kept, content, day), PDF_TYPE, name, sandboxed=True)


def _offered(actor: Actor, meeting_id: UUID) -> dict[str, Any]:
    every = [(str(each.id), each.name) for each in member_agencies()]
    own = [each for each in every if each[0] == str(actor.agency_id)]
    return {
        "agencies": every, "writers": every if queries.runs_meetings(actor) else own,
        "items": queries.agenda_choices(actor, meeting_id),
    }  # fmt: skip


def _about(actor: Actor) -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    return {
        "megabytes": settings.upload_megabytes, "runs": queries.runs_meetings(actor), "rules": rules,
        "pages": service.MOST_PAGES,
    }  # fmt: skip


def _facts(form: PaperForm) -> PaperFacts:
    return PaperFacts(
        title=form.title.data or "", author_agency_id=UUID(form.agency.data), author_name=form.author.data or "",
        purpose=PaperPurpose(form.purpose.data), classification=Classification(form.classification.data),
        agenda_item_id=form.item_id, in_short=form.in_short.data or "", due_on=form.due.day, readers=form.reader_ids,
    )  # fmt: skip


def _content(form: Any) -> PaperContent:
    return PaperContent(words=form.words.data or "", file=form.file.content, file_name=form.file.called)


def _may_write(actor: Actor, view: queries.PaperView) -> bool:
    allowed = rules.paper_may_be_written(
        agency_id=actor.agency_id, author_id=view.paper.author_agency_id, writes=queries.writes_papers(actor),
        runs_meetings=queries.runs_meetings(actor),
    )  # fmt: skip
    return allowed.allowed and view.paper.withdrawn_at is None


def _stored(actor: Actor, paper_id: UUID) -> tuple[int, list[tuple[str, str]]]:
    row = queries.paper(actor, paper_id)
    stands = [
        ("Title", row.title), ("In short", row.in_short or "Nothing"), ("Due", long_day(row.due_on)),
        ("Who reads it", rules.CLASSIFICATION_WORDS[row.classification]), ("Newest version", str(row.newest or "None")),
    ]  # fmt: skip
    if row.withdrawn_at is not None:
        raise NotVisible
    return row.version, stands
