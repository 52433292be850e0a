"""The page on which one conversation about sharing is recorded: whom, why, in which words, what they said, and how."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from agencies.permissions import Permission
from agencies.rules import local_path
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import NotVisible, Refused
from people import bp, queries, service
from people.forms import GRID_WORDS, ConsentForm
from people.queries import ConsentRecord, RecipientChoice, ShownWording, WordingChoices
from people.rules import (
    CATEGORY_WORDS,
    MOST_RECIPIENTS,
    USUAL_CONSENT_MONTHS,
    Ask,
    Asking,
    Capacity,
    Category,
    ConsentMethod,
    HowSaid,
    Interpreter,
    Purpose,
    Receipt,
    Relationship,
    months_after,
)
from people.views.records import Page
from people.words import ASKED_PURPOSES

FIRST = (Category.ALIAS, Category.SUPPORT, Category.CONTACT, Category.RISK)
ORDER = (*FIRST, *(category for category in Category if category not in FIRST))
SIDE_BY_SIDE = 3


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page is about: who is asked, about whom, why, in which words, and what they said before."""

    person_id: UUID
    alias: str
    offers: Sequence[RecipientChoice]
    chosen: Sequence[RecipientChoice]
    purposes: Sequence[Purpose]
    style: str
    language: str
    choices: WordingChoices
    shown: Sequence[ShownWording]
    starts: Mapping[Ask, ConsentRecord]
    copied: ConsentRecord | None = None

    @property
    def is_ready(self) -> bool:
        """True when there is somebody to ask about and a reason to ask."""
        return 0 < len(self.chosen) <= MOST_RECIPIENTS and bool(self.purposes)

    @property
    def digest(self) -> str:
        """Equal only when the words to read, and what was said before, are those that the page showed."""
        words = [f"{each.words_read.wording_id}{each.words_read.text}" for each in self.shown]
        before = sorted(str(record.row.id) for record in self.starts.values())
        return hashlib.sha256("\n".join([*words, *before]).encode()).hexdigest()

    @property
    def offered(self) -> list[list[Category]]:
        """Recipient by recipient, every kind of information that can be asked about."""
        return [[*choice.together, *choice.alone] for choice in self.chosen]

    @property
    def reasons(self) -> dict[str, str]:
        """What “no to this reason” can be said to, when several reasons are asked about."""
        pairs = [(number, purpose) for number in range(len(self.chosen)) for purpose in self.purposes]
        return {f"{number}-{purpose.value}": ASKED_PURPOSES[purpose] for number, purpose in pairs}

    @property
    def one_by_one(self) -> list[tuple[int, ShownWording]]:
        """The recipients that are asked about some kinds alone: each one's place, and the words to read first."""
        first = {each.recipient: each for each in reversed(self.shown) if each.alone}
        return [(number, first[choice]) for number, choice in enumerate(self.chosen) if choice in first]

    def start_of(self, choice: RecipientChoice) -> ConsentRecord | None:
        """The earlier answer that a recipient starts from."""
        return next(
            (found for purpose in self.purposes if (found := self.starts.get((choice.recipient, purpose)))), None
        )

    def asks(self) -> list[tuple[int, Ask]]:
        """Every recipient and purpose, with the recipient's place on the page."""
        return [
            (number, (choice.recipient, purpose))
            for number, choice in enumerate(self.chosen)
            for purpose in self.purposes
        ]


@bp.route("/people/<uuid:person_id>/consents/new", methods=["GET", "POST"])
@requires(Permission.CONSENT_RECORD, conceal=True)
def new_consent(person_id: UUID) -> Page:
    """Ask about sharing with some teams for some reasons, in words that are read aloud and kept.

    `recipient` (or `agency` and `team`), `purpose`, `style`, `language` and `category` fill it in; `from` starts from
    an earlier consent; `next` is where it leads.
    """
    actor = current_actor()
    who = queries.person(actor, person_id)
    desk = _desk(actor, person_id, who.alias or who.reference)
    next_path = local_path(request.values.get("next"))
    about = {"who": who, "desk": desk, "next": next_path, "purposes": ASKED_PURPOSES, "most": MOST_RECIPIENTS}
    if not desk.is_ready:
        return render_template("people/consent_new.html", form=None, **about)
    form = _consent_form(desk, next_path)
    if form.submitted():
        try:
            made = _record(actor, desk, form)
            return redirect(local_path(form.next.data) or url_for(".show_consent", consent_id=made), 303)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    form.read.data = desk.digest
    page = render_template(
        "people/consent_new.html", form=form, **about, order=ORDER, category_words=CATEGORY_WORDS,
        grid_words=GRID_WORDS, side_by_side=SIDE_BY_SIDE, held=queries.parts_for_sharing(actor, person_id),
    )  # fmt: skip
    return page, 200 if request.method == "GET" else 422


def _desk(actor: Actor, person_id: UUID, alias: str) -> Desk:
    values = request.form if request.method == "POST" else request.args
    copied = _copied(actor, person_id, values)
    offers = queries.recipients(actor)
    chosen = _chosen(offers, values, copied)
    purposes = _purposes(values, copied)
    choices = queries.wording_choices()
    style = _of(choices.styles, values.get("style") or (copied.style if copied else ""))
    language = _of(choices.languages, values.get("language") or (copied.language if copied else ""))
    ready = chosen[: MOST_RECIPIENTS + 1]
    return Desk(
        person_id, alias, offers, ready, purposes, style, language, choices,
        shown=queries.wordings_to_show(actor, ready, purposes, style, language),
        starts=queries.starting_points(actor, person_id, ready, purposes, copied.row.id if copied else None),
        copied=copied,
    )  # fmt: skip


def _copied(actor: Actor, person_id: UUID, values: MultiDict[str, str]) -> ConsentRecord | None:
    """The earlier consent that this one starts from; raises NotVisible for one of somebody else."""
    wanted = values.get("from") or values.get("copied") or ""
    if not wanted:
        return None
    try:
        record = queries.consent(actor, UUID(wanted))
    except ValueError:
        raise NotVisible from None
    if record.row.person_id != person_id:
        raise NotVisible
    return record


def _chosen(
    offers: Sequence[RecipientChoice], values: MultiDict[str, str], copied: ConsentRecord | None
) -> list[RecipientChoice]:
    wanted = {*values.getlist("recipient"), f"{values.get('agency', '')}:{values.get('team', '')}"}
    found = [offer for offer in offers if offer.value in wanted]
    return found or [offer for offer in offers if copied and offer.recipient == copied.ask[0]]


def _purposes(values: MultiDict[str, str], copied: ConsentRecord | None) -> list[Purpose]:
    found = [purpose for purpose in ASKED_PURPOSES if purpose.value in values.getlist("purpose")]
    return found or [copied.row.purpose if copied else Purpose.SUPPORT]


def _of(known: Mapping[str, str], wanted: str) -> str:
    return wanted if wanted in known else next(iter(known))


def _consent_form(desk: Desk, next_path: str) -> ConsentForm:
    starts = [desk.start_of(choice) for choice in desk.chosen]
    return ConsentForm(
        offered=desk.offered, reasons=desk.reasons, read=desk.digest, next=next_path,
        copied=str(desk.copied.row.id) if desk.copied else "",
        said=_start_of_grid(desk, starts), valid_until=_usual_end(),
        conditions=next((start.row.conditions for start in starts if start and start.row.conditions), ""),
    )  # fmt: skip


def _usual_end() -> date:
    return months_after(clock.today(), USUAL_CONSENT_MONTHS)


def _start_of_grid(desk: Desk, starts: Sequence[ConsentRecord | None]) -> dict[tuple[int, Category], str]:
    asked = set(request.args.getlist("category"))
    grid: dict[tuple[int, Category], str] = {}
    for number, start in enumerate(starts):
        before = start.answers if start else {}
        still = set(start.agreed_kinds) if start else set()
        grid |= {(number, each): "yes" if each in still else "no" for each in before}
        grid |= {
            (number, each): "yes" for each in Category if each.value in asked and each not in desk.chosen[number].alone
        }
    return grid


def _record(actor: Actor, desk: Desk, form: ConsentForm) -> UUID:
    """Record the conversation; returns the consent to show."""
    if form.read.data != desk.digest:
        raise Refused("The words to read have changed, or a colleague recorded an answer meanwhile.",
                      instead="Read them again, then save what they said.")  # fmt: skip
    declined = set(form.declined.data or [])
    asking = Asking(
        answers={choice.recipient: form.answers(number) for number, choice in enumerate(desk.chosen)},
        words=queries.words_by_ask(desk.shown),
        declined={ask for number, ask in desk.asks() if f"{number}-{ask[1].value}" in declined},
        asked_alone={choice.recipient: frozenset(choice.alone) for choice in desk.chosen},
        copied_from={ask: record.row.id for ask, record in desk.starts.items()},
    )
    made = service.record_consents(
        actor=actor, person_id=desk.person_id, recipients=[choice.recipient for choice in desk.chosen],
        purposes=desk.purposes, asking=asking, how=_how_said(form),
    )  # fmt: skip
    given = [row for row in made if row.state.value == "given"]
    flash("Recorded what they agreed to." if given else "Recorded that they said no. Nothing will leave.", "success")
    return (given or made)[0].id


def _how_said(form: ConsentForm) -> HowSaid:
    return HowSaid(
        method=ConsentMethod(form.method.data),
        valid_until=form.last_day(),
        told_may_refuse=form.told_may_refuse.data,
        safe_to_speak=form.safe_to_speak.data,
        capacity=form.capacity.data or Capacity.PRESUMED.value,
        interpreter=_interpreter(form),
        conditions=form.conditions.data,
        told_limits=form.told_limits.data,
        capacity_note=form.capacity_note.data or "",
        witness=form.witness.data,
        receipt=Receipt(form.receipt.data or Receipt.NOT_OFFERED.value),
    )


def _interpreter(form: ConsentForm) -> Interpreter | None:
    name = (form.interpreter_name.data or "").strip()
    if form.method.data != ConsentMethod.INTERPRETER.value:
        return None
    if not form.interpreter_relationship.data:
        raise Refused("Choose who the interpreter is to them.", field="interpreter_relationship")
    return Interpreter(name, Relationship(form.interpreter_relationship.data))
