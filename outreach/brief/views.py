"""Pages of the Very Brief Intervention and of the safety tips. They work on a phone, with one thumb."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.downloads import pdf_file
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm, RoundtableForm
from core.words import moment
from outreach import bp, catalogue
from outreach import queries as outreach
from outreach.brief import catalogue as words
from outreach.brief import paper, queries, service
from outreach.brief.forms import BriefForm, offered

Answer = str | Response | tuple[str, int]


@bp.get("/outreach/tips")
@requires(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, conceal=True)
def show_tips() -> Answer:
    """The 17 safety tips, to read, to tick, to show and to print."""
    actor = current_actor()
    contact_id = request.args.get("contact", type=UUID)
    return render_template(
        "outreach/brief/tips.html", groups=_tip_rows(), chosen=_chosen(), session_id=_noted_on(actor, contact_id),
        contact=contact_id, neutral=words.NEUTRAL,
    )  # fmt: skip


@bp.get("/outreach/tips/show")
@requires(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, conceal=True)
def show_tips_large() -> Answer:
    """The chosen tips in large letters, to be read together on the screen."""
    neutral = bool(request.args.get("neutral"))
    return render_template(
        "outreach/brief/tips_large.html", groups=words.grouped(_chosen(), neutral=neutral), chosen=_chosen(),
        neutral=neutral, contact=request.args.get("contact", type=UUID),
        signposts=[] if neutral else words.signposts().values(),
    )  # fmt: skip


@bp.get("/outreach/tips.pdf")
@requires(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, conceal=True)
def print_tips() -> Answer:
    """The chosen tips on paper; `neutral` leaves out all that would tell a stranger anything."""
    neutral = bool(request.args.get("neutral"))
    return pdf_file(paper.tips_pdf(_chosen(), neutral=neutral), paper.file_name(neutral=neutral))


@bp.get("/outreach/brief")
@requires(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, conceal=True)
def list_interventions() -> Answer:
    """The agency's interventions, the latest first; or those with a follow-up still to do."""
    due = request.args.get("show") == "due"
    page = queries.interventions_page(current_actor(), request.args.get("page", 1, type=int), due=due)
    return render_template("outreach/brief/list.html", page=page, due=due, today=clock.today())


@bp.route("/outreach/sessions/<uuid:session_id>/brief/new", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def new_intervention(session_id: UUID) -> Answer:
    """Ask, Assist, Act on one page; `contact` is the contact that it is part of."""
    actor = current_actor()
    session = outreach.session(actor, session_id)
    contact = _contact(session_id)
    form = BriefForm(tips=_chosen())
    if form.submitted():
        try:
            row = service.record_intervention(
                actor=actor, session_id=session_id, facts=form.facts(), contact_id=contact.id if contact else None
            )
            flash("Saved.", "success")
            return redirect(url_for(".show_intervention", brief_id=row.id, then="next"), 303)
        except Refused as refusal:
            form.show(refusal)
    return _asked(form, session=session, contact=contact, row=None, stored=[])


@bp.get("/outreach/brief/<uuid:brief_id>")
@requires(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, conceal=True)
def show_intervention(brief_id: UUID) -> Answer:
    """One intervention: what was asked and said, what was given, and what it leads to."""
    actor = current_actor()
    row = queries.intervention(actor, brief_id)
    return render_template("outreach/brief/show.html", form=EmptyForm(), **_shown(row))


@bp.route("/outreach/brief/<uuid:brief_id>/change", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def change_intervention(brief_id: UUID) -> Answer:
    """Write an intervention anew; a clash shows what is stored beside what was typed."""
    actor = current_actor()
    row = queries.intervention(actor, brief_id)
    session = outreach.session(actor, row.session_id)
    form = BriefForm(**offered(row, queries.answers_kept(row)))
    if form.submitted():
        try:
            service.change_intervention(
                actor=actor, brief_id=brief_id, facts=form.facts(), version=form.version.data or 0
            )
            flash("Saved.", "success")
            return redirect(url_for(".show_intervention", brief_id=brief_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            return _clash(form, brief_id, str(clash))
    return _asked(form, session=session, contact=queries.contact_of(actor, row), row=row, stored=[])


@bp.post("/outreach/brief/<uuid:brief_id>/done")
@requires(Permission.OUTREACH_LOG, conceal=True)
def finish_follow_up(brief_id: UUID) -> Answer:
    """Note that the follow-up was done."""
    try:
        service.follow_up_done(actor=current_actor(), brief_id=brief_id)
        flash("Noted: followed up.", "success")
    except Refused as refusal:
        flash(f"{refusal.reason} {refusal.instead}".strip(), "warning")
    return redirect(url_for(".show_intervention", brief_id=brief_id), 303)


@bp.post("/outreach/brief/<uuid:brief_id>/send")
@requires(Permission.OUTREACH_LOG, conceal=True)
def send_tips(brief_id: UUID) -> Answer:
    """Send the neutral tips by the person's safe contact; what forbids it is said, and nothing goes."""
    actor = current_actor()
    try:
        message = service.send_tips(actor=actor, brief_id=brief_id)
        flash(f"They go {moment(message.due_at)}." if message.due_at else "They wait to go.", "success")
    except Refused as refusal:
        row = queries.peek(actor, brief_id)
        form = EmptyForm()
        form.renew_key()
        why = f"{refusal.reason} {refusal.instead}".strip()
        return render_template("outreach/brief/show.html", form=form, not_sent=why, **_shown(row)), 422
    return redirect(url_for(".show_intervention", brief_id=brief_id), 303)


def _shown(row: Any) -> dict[str, Any]:
    actor = current_actor()
    session = outreach.session(actor, row.session_id)
    contact = queries.contact_of(actor, row)
    tips, signposts = words.tips(), words.signposts()
    return {
        "row": row, "session": session, "contact": contact, "answers": queries.answered(row),
        "tips": [tips[code] for code in row.tips if code in tips],
        "ways": [words.WAY_WORDS[way] for way in words.WAY_WORDS if way in row.tips_ways],
        "services": [signposts[code] for code in row.services if code in signposts],
        "said_words": words.SAID_WORDS, "names": queries.names_in(actor, row), "ward": catalogue.wards(),
        "may_log": actor.may(Permission.OUTREACH_LOG), "helpline": words.helpline(),
        "may_refer": actor.may(Permission.REFERRAL_SEND), "onwards": request.args.get("then") == "next",
        "may_open_people": actor.may(Permission.PEOPLE_READ), "today": clock.today(),
        "may_send": actor.may(Permission.PEOPLE_WRITE), "neutral": list(words.NEUTRAL.values()),
    }  # fmt: skip


def _clash(form: BriefForm, brief_id: UUID, why: str) -> Answer:
    """What is stored beside what was typed, with a form that can be sent again."""
    actor = current_actor()
    now = queries.peek(actor, brief_id)
    form.version.raw_data, form.version.data = None, now.version
    form.renew_key()
    form.form_errors.append(why)
    session = outreach.session(actor, now.session_id)
    page = render_template(
        "outreach/brief/form.html", form=form, session=session, contact=queries.contact_of(actor, now), row=now,
        stored=_stored(now), **_form_words(),
    )  # fmt: skip
    return page, 409


def _stored(row: Any) -> list[tuple[str, str]]:
    """What stands now, in words, of what a clash could lose."""
    said = [
        (each.text, " ".join(part for part in (each.said, each.words) if part))
        for each in queries.answered(row)
        if each.was_asked
    ]
    tips = words.tips()
    rest = [
        ("Tips", " ".join(tips[code] for code in row.tips if code in tips)),
        ("What was done to help", row.assisted or ""),
        ("Services", ", ".join(words.signposts()[code].name for code in row.services)),
        ("Wants to be referred", words.SAID_WORDS[row.wants_referral]),
        ("Looks like being forced", words.SAID_WORDS[row.slavery_sign]),
        ("Follow up by", f"{row.follow_up_due:%-d %B %Y}" if row.follow_up_due else ""),
        ("What was promised", row.follow_up or ""),
    ]
    return [(label, text) for label, text in [*said, *rest] if text]


def _contact(session_id: UUID) -> Any:
    """The contact that an intervention is part of: one of this session, or none."""
    contact_id = request.args.get("contact", type=UUID)
    if contact_id is None:
        return None
    contact = outreach.contact(current_actor(), contact_id)
    if contact.session_id != session_id:
        raise NotVisible
    return contact


def _noted_on(actor: Actor, contact_id: UUID | None) -> UUID | None:
    """The session on which tips given now are noted: that of the contact, else the one that runs."""
    if not actor.may(Permission.OUTREACH_LOG):
        return None
    if contact_id is not None:
        return queries.session_of_contact(actor, contact_id)
    running = outreach.open_session(actor)
    return running.id if running else None


def _chosen() -> list[str]:
    return [code for code in request.args.getlist("tip") if code in words.tips()]


def _tip_rows() -> list[tuple[str, list[tuple[str, str]]]]:
    tips = words.tips()
    return [(heading, [(code, tips[code]) for code in codes]) for heading, codes in words.GROUPS]


def _form_words() -> dict[str, Any]:
    phones = {code: each.phone for code, each in words.signposts().items() if each.phone}
    return {"phones": phones, "helpline": words.helpline()}


def _asked(form: RoundtableForm, **values: Any) -> Answer:
    """The question page: 200 when first asked, 422 with a fresh key when an answer did not pass."""
    if request.method == "GET":
        return render_template("outreach/brief/form.html", form=form, **values, **_form_words())
    form.renew_key()
    return render_template("outreach/brief/form.html", form=form, **values, **_form_words()), 422
