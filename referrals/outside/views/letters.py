"""Pages of letters to readers outside, for their sender: word for word before it goes, shown once, then followed."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies import queries as agencies
from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Refused
from core.forms import EmptyForm
from core.web import keep_despite_refusal
from people import queries as people
from people.rules import Category
from referrals import bp, vocabulary
from referrals.outside import queries, service
from referrals.outside.forms import OutsideLetterForm
from referrals.outside.queries import ConsentLine
from referrals.outside.rules import LONGEST_DAYS, READING_MINUTES, Sheet, is_blocked, need_may_leave
from referrals.outside.service import Outgoing
from referrals.rules import SharingRefused

Answer = str | Response | tuple[str, int]


@bp.route("/outside-consents/<uuid:outside_consent_id>/letters/new", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND, conceal=True)
def new_outside_letter(outside_consent_id: UUID) -> Answer:
    """Read what will leave, word for word; send it; then see link and words, once."""
    actor = current_actor()
    line = queries.consent_line(actor, outside_consent_id)
    form = _form(actor, line)
    if request.method == "GET":
        return _write(actor, line, form)
    if not form.submitted():
        return _write(actor, line, form), 422
    if request.form.get("do") != "send":
        return _write(actor, line, form)
    return _send(actor, line, form)


def _send(actor: Actor, line: ConsentLine, form: OutsideLetterForm) -> Answer:
    sheet = _sheet(actor, line, form)
    try:
        letter, known = service.write_letter(actor=actor, consent_id=line.row.id, outgoing=_outgoing(form))
    except SharingRefused as refusal:
        going, reason = [part.category for part in sheet.going], refusal.reason
        keep_despite_refusal(
            lambda: service.record_refusal(actor=actor, consent_id=line.row.id, categories=going, reason=reason)
        )
        form.show(refusal)
        return _write(actor, line, form), 422
    except Refused as refusal:
        form.show(refusal)
        return _write(actor, line, form), 422
    link = f"{current_app.config['SETTINGS'].public_base_url}{url_for('referrals.read_letter', token=known.token)}"
    return render_template(
        "referrals/outside/once.html", letter=letter, link=link, phrase=known.phrase.split(), line=line,
        minutes=current_app.config["SETTINGS"].hold_minutes, reading=READING_MINUTES,
        alias=people.person_alias(actor, line.row.person_id),
        mail=_mailto(letter.reader or "", link),
    )  # fmt: skip


def _mailto(reader: str, link: str) -> str:
    """An e-mail of the worker's own, with the link alone: the words never travel in it."""
    if "@" not in reader or any(letter in reader for letter in " ?&%#"):
        return ""
    body = "I%20will%20ring%20you%20with%20four%20words%20that%20open%20this%20link.%0A%0A"
    return f"mailto:{reader}?subject=A%20link%20for%20you&body={body}{link}"


def _form(actor: Actor, line: ConsentLine) -> OutsideLetterForm:
    sender = agencies.user(actor.user_id).name
    needs = [(code, words) for code, words in vocabulary.need_words().items() if need_may_leave(code, line.row.kind)]
    return OutsideLetterForm(needs, ring=f"{sender}, ")


def _outgoing(form: OutsideLetterForm) -> Outgoing:
    return Outgoing(
        needs=form.needs.data or [], left_out=_left_out(form), reader=form.reader.data or "",
        ring=form.ring.data or "", days=form.days.data or LONGEST_DAYS, shown=form.shown.data or "",
        words_checked=bool(form.words_checked.data), typed=form.typed.data or "",
    )  # fmt: skip


def _left_out(form: OutsideLetterForm) -> set[Category]:
    return {Category(code) for code in form.stays.data or [] if code in Category.__members__}


def _sheet(actor: Actor, line: ConsentLine, form: OutsideLetterForm) -> Sheet:
    return queries.sheet_for(actor, line.row, form.needs.data or [], _left_out(form))


def _write(actor: Actor, line: ConsentLine, form: OutsideLetterForm) -> str:
    if request.method == "POST":
        form.renew_key()
    sheet = _sheet(actor, line, form)
    form.shown.data = sheet.digest
    return render_template(
        "referrals/outside/write.html", form=form, line=line, sheet=sheet, common=vocabulary.COMMON_NEEDS,
        alias=people.person_alias(actor, line.row.person_id), blocked=is_blocked(line.row.kind),
        look_at=queries.words_to_look_at(sheet, line.row, form.ring.data or ""),
        minutes=current_app.config["SETTINGS"].hold_minutes,
        home_agency=people.home_agency(actor),
    )  # fmt: skip


@bp.get("/outside-letters/<uuid:outside_letter_id>")
@requires(Permission.PEOPLE_READ, conceal=True)
def show_outside_letter(outside_letter_id: UUID) -> str:
    """What became of a letter, and the sender's own copy of it."""
    return _show(outside_letter_id, EmptyForm())


@bp.post("/outside-letters/<uuid:outside_letter_id>/recall")
@requires(Permission.REFERRAL_SEND, conceal=True)
def recall_outside_letter(outside_letter_id: UUID) -> Answer:
    """Recall it: the link is dead at once."""
    form = EmptyForm()
    try:
        letter = service.recall_letter(actor=current_actor(), letter_id=outside_letter_id)
    except Refused as refusal:
        form.show(refusal)
        form.renew_key()
        return _show(outside_letter_id, form), 422
    undone = letter.left_at is None
    flash("Undone. Nothing left." if undone else "Recalled. The link opens nothing any more.", "success")
    return redirect(url_for("referrals.show_outside_letter", outside_letter_id=outside_letter_id), 303)


def _show(letter_id: UUID, form: EmptyForm) -> str:
    actor = current_actor()
    page = queries.letter_page(actor, letter_id)
    return render_template(
        "referrals/outside/letter.html", page=page, form=form, home_agency=people.home_agency(actor),
        alias=people.person_alias(actor, page.line.row.person_id), may_send=actor.may(Permission.REFERRAL_SEND),
    )  # fmt: skip
