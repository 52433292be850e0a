"""Pages of the desk: what people wrote to us from outside, and what we do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm, RoundtableForm
from referrals import bp
from referrals.outside import queries, service
from referrals.outside.clocks import dial_of
from referrals.outside.forms import AsideForm, AssignForm, LinkForm, RecordForm
from referrals.outside.queries import EnquiryPage
from referrals.outside.words import ASIDE_WORDS, REACH_WORDS

Answer = str | Response | tuple[str, int]
VIEW_WORDS = {"waiting": "Waiting", "mine": "Mine", "late": "Late", "dealt-with": "Dealt with"}


@bp.get("/from-outside")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def list_enquiries() -> str:
    """The inbox, one view at a time; it names nobody."""
    actor = current_actor()
    view = request.args.get("view", "waiting")
    view = view if view in VIEW_WORDS else "waiting"
    page = queries.enquiries_page(actor, view, request.args.get("page", 1, type=int))
    return render_template(
        "referrals/outside/list.html", page=page, view=view, view_words=VIEW_WORDS, counts=queries.counts(actor),
        dial_of=dial_of, aside_words=ASIDE_WORDS,
        page_url=lambda n: url_for("referrals.list_enquiries", view=view, page=n),
    )  # fmt: skip


@bp.get("/from-outside/<uuid:enquiry_id>")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def show_enquiry(enquiry_id: UUID) -> str:
    """One message, opened: the read is audited."""
    return _render(queries.enquiry_page(current_actor(), enquiry_id), {})


@bp.post("/from-outside/<uuid:enquiry_id>/contacted")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def note_contact(enquiry_id: UUID) -> Answer:
    """Contact was made, by the way that they said is safe."""

    def act(actor: Actor, form: Any) -> str:
        service.note_contact(actor=actor, enquiry_id=enquiry_id, version=form.version.data or 0)
        return "Noted. Now make a record, or set it aside."

    return _act(enquiry_id, "contact", EmptyForm(), act)


@bp.post("/from-outside/<uuid:enquiry_id>/assign")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def assign_enquiry(enquiry_id: UUID) -> Answer:
    """Give it to a colleague."""

    def act(actor: Actor, form: Any) -> str:
        user_id = _uuid(form.user_id.data)
        service.assign_enquiry(actor=actor, enquiry_id=enquiry_id, user_id=user_id, version=form.version.data or 0)
        return "They have it now, and were told."

    return _act(enquiry_id, "assign", AssignForm(_colleagues(enquiry_id)), act)


@bp.post("/from-outside/<uuid:enquiry_id>/set-aside")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def set_enquiry_aside(enquiry_id: UUID) -> Answer:
    """Set it aside, with a reason."""

    def act(actor: Actor, form: Any) -> str:
        service.set_aside(actor=actor, enquiry_id=enquiry_id, reason=form.reason.data, version=form.version.data or 0)
        return "Set aside. What it says is erased in 90 days."

    return _act(enquiry_id, "aside", AsideForm(), act)


@bp.post("/from-outside/<uuid:enquiry_id>/record")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def record_enquiry(enquiry_id: UUID) -> Answer:
    """Make a record of it, and go there."""
    made: list[UUID] = []

    def act(actor: Actor, form: Any) -> str:
        person = service.make_record(
            actor=actor, enquiry_id=enquiry_id, alias=form.alias.data, version=form.version.data or 0
        )
        made.append(person.id)
        return "This is their record now. The message itself has been erased."

    return _act(enquiry_id, "record", RecordForm(), act, made)


@bp.post("/from-outside/<uuid:enquiry_id>/link")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def link_enquiry(enquiry_id: UUID) -> Answer:
    """It is from, or about, somebody known here: add it to their record, and go there."""
    made: list[UUID] = []

    def act(actor: Actor, form: Any) -> str:
        person = service.link_to_record(
            actor=actor, enquiry_id=enquiry_id, person_id=_uuid(form.person_id.data), version=form.version.data or 0
        )
        made.append(person.id)
        return "Added to this record. Compare how to reach them with what they wrote."

    return _act(enquiry_id, "link", LinkForm(), act, made)


def _act(
    enquiry_id: UUID, name: str, form: RoundtableForm, act: Callable[[Actor, Any], str],
    leads_to: list[UUID] | None = None,
) -> Answer:  # fmt: skip
    """Do it, or show the message again with the reason why not."""
    actor = current_actor()
    queries.enquiry(actor, enquiry_id)
    code = 422
    if form.submitted():
        try:
            flash(act(actor, form), "success")
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.show(Refused(str(clash)))
            code = 409
        else:
            if leads_to:
                return redirect(url_for("people.show_person", person_id=leads_to[0]), 303)
            return redirect(url_for("referrals.show_enquiry", enquiry_id=enquiry_id), 303)
    return _render(queries.enquiry_page(actor, enquiry_id), {name: form}), code


def _render(page: EnquiryPage, failed: dict[str, RoundtableForm]) -> str:
    """The message with every form that fits it; the one that was refused keeps what was chosen."""
    version, colleagues = page.line.row.version, [(str(code), name) for code, name in page.colleagues]
    fresh: dict[str, RoundtableForm] = {
        "contact": EmptyForm(version=version),
        "assign": AssignForm(colleagues, version=version, user_id=str(page.line.row.assigned_to or "")),
        "aside": AsideForm(version=version),
        "record": RecordForm(version=version, alias=page.answers.get("name", "")),
        "link": LinkForm(version=version),
    }
    for name, form in {**fresh, **failed}.items():
        form.renew_key()
        form.version.data, form.version.raw_data = version, None
        fresh[name] = form
    first = next(iter(failed.values()), None)
    return render_template(
        "referrals/outside/enquiry.html", page=page, forms=fresh, failed=first, dial=dial_of(page.line.row),
        aside_words=ASIDE_WORDS, reach_words=REACH_WORDS,
    )  # fmt: skip


def _colleagues(enquiry_id: UUID) -> list[tuple[str, str]]:
    page = queries.enquiry_page(current_actor(), enquiry_id)
    return [(str(code), name) for code, name in page.colleagues]


def _uuid(value: str | None) -> UUID:
    try:
        return UUID(value or "")
    except ValueError:
        raise NotVisible from None
