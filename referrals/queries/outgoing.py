"""What its sender still keeps: drafts, which are their writer's alone, and letters that the agency holds back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from agencies.queries import names_of, user
from core import audit
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.crypto.fields import unpacked
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from directory.queries import ServiceOffer
from people import queries as people
from people.models import Purpose
from people.words import PURPOSE_WORDS
from referrals import package
from referrals.letter import LetterPart
from referrals.models import LetterState, OutgoingLetter
from referrals.queries.around import letter_parts
from referrals.queries.names import service_names
from referrals.rules import STOP_WORDS


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One line of “Drafts and letters held”: a letter, whom it is about and where it would go, in words."""

    letter: OutgoingLetter
    name: str
    to: str
    service: str
    is_mine: bool
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A letter with every word that leaves; no words once it has ended."""

    line: Outgoing
    purpose: str
    writer: str
    parts: tuple[LetterPart, ...]


def letters_visible_to(actor: Actor) -> Select[OutgoingLetter]:
    """The agency's letters, without drafts that are somebody else's."""
    return select(OutgoingLetter).where(belongs_to(actor, OutgoingLetter), _not_anothers_draft(actor))


def _not_anothers_draft(actor: Actor) -> ColumnElement[bool]:
    return or_(OutgoingLetter.state != LetterState.DRAFT, OutgoingLetter.written_by == actor.user_id)


def letter(actor: Actor, letter_id: UUID) -> OutgoingLetter:
    """One letter as it stands now; NotVisible for another agency's, and for a draft of somebody else."""
    found = letters_visible_to(actor).where(OutgoingLetter.id == letter_id)
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def draft_of(actor: Actor, person_id: UUID) -> OutgoingLetter | None:
    """The actor's own draft about a person, None when there is none."""
    mine = _drafts(actor).where(OutgoingLetter.person_id == person_id)
    return current_session().scalars(mine.execution_options(populate_existing=True)).one_or_none()


def _drafts(actor: Actor) -> Select[OutgoingLetter]:
    return select(OutgoingLetter).where(
        belongs_to(actor, OutgoingLetter),
        OutgoingLetter.state == LetterState.DRAFT,
        OutgoingLetter.written_by == actor.user_id,
    )


def choices_of(letter: OutgoingLetter | None) -> Mapping[str, Any]:
    """What was chosen on the form, by field; nothing for no letter."""
    found = unpacked(letter.choices) if letter is not None else None
    return found or {}


def letters_due(actor: Actor, now: datetime) -> list[UUID]:
    """The letters of the actor's agency whose hold is over, the longest over first."""
    found = select(OutgoingLetter.id).where(
        belongs_to(actor, OutgoingLetter),
        OutgoingLetter.state == LetterState.HELD,
        OutgoingLetter.leaves_at <= now,
    )
    return list(current_session().scalars(found.order_by(OutgoingLetter.leaves_at, OutgoingLetter.id)))


def drafts_untouched_since(actor: Actor, moment: datetime) -> list[UUID]:
    """The drafts of the actor's agency that nobody has touched since a moment."""
    found = select(OutgoingLetter.id).where(
        belongs_to(actor, OutgoingLetter),
        OutgoingLetter.state == LetterState.DRAFT,
        OutgoingLetter.changed_at < moment,
    )
    return list(current_session().scalars(found))


def held_of_person(actor: Actor, person_id: UUID) -> list[OutgoingLetter]:
    """The letters about a person that are held now."""
    found = select(OutgoingLetter).where(
        belongs_to(actor, OutgoingLetter),
        OutgoingLetter.person_id == person_id,
        OutgoingLetter.state == LetterState.HELD,
    )
    in_order = found.order_by(OutgoingLetter.leaves_at, OutgoingLetter.id)
    return list(current_session().scalars(in_order.execution_options(populate_existing=True)))


def held_for(actor: Actor, person_id: UUID, offer: ServiceOffer, besides: UUID | None = None) -> OutgoingLetter | None:
    """The held letter about this person to this team for this service, other than `besides`."""
    held = held_of_person(actor, person_id)
    wanted = (offer.service_id, offer.team_id)
    return next((row for row in held if (row.service_id, row.to_team_id) == wanted and row.id != besides), None)


def desk_of(actor: Actor) -> list[Outgoing]:
    """What the actor keeps: held letters first by when they leave, then stopped ones not seen yet, then drafts."""
    mine = OutgoingLetter.written_by == actor.user_id
    kept = or_(OutgoingLetter.state.in_((LetterState.HELD, LetterState.DRAFT)), _stopped_unseen())
    rows = current_session().scalars(select(OutgoingLetter).where(belongs_to(actor, OutgoingLetter), mine, kept)).all()
    return lines(actor, sorted(rows, key=_desk_order))


def held_by_colleagues(actor: Actor) -> list[Outgoing]:
    """The letters of the actor's agency that others wrote and that are held now: whoever sees a mistake can undo it."""
    others = OutgoingLetter.written_by != actor.user_id
    found = select(OutgoingLetter).where(
        belongs_to(actor, OutgoingLetter), others, OutgoingLetter.state == LetterState.HELD
    )
    return lines(actor, current_session().scalars(found.order_by(OutgoingLetter.leaves_at)).all())


def waiting_letters(actor: Actor) -> list[Outgoing]:
    """The actor's own letters that are held, or were stopped and not seen yet."""
    waits = or_(OutgoingLetter.state == LetterState.HELD, _stopped_unseen())
    found = select(OutgoingLetter).where(
        belongs_to(actor, OutgoingLetter), OutgoingLetter.written_by == actor.user_id, waits
    )
    return lines(actor, current_session().scalars(found.order_by(OutgoingLetter.leaves_at)).all())


def letters_of_person(actor: Actor, person_id: UUID) -> list[Outgoing]:
    """What is kept about one person: letters held, the actor's own stopped ones not seen yet, and their draft."""
    kept = or_(OutgoingLetter.state.in_((LetterState.HELD, LetterState.DRAFT)), _mine_stopped(actor))
    found = letters_visible_to(actor).where(OutgoingLetter.person_id == person_id, kept)
    return lines(actor, sorted(current_session().scalars(found), key=_desk_order))


def _stopped_unseen() -> ColumnElement[bool]:
    return and_(OutgoingLetter.state == LetterState.STOPPED, OutgoingLetter.seen_at.is_(None))


def _mine_stopped(actor: Actor) -> ColumnElement[bool]:
    return and_(_stopped_unseen(), OutgoingLetter.written_by == actor.user_id)


def _desk_order(row: OutgoingLetter) -> tuple[int, datetime]:
    order = {LetterState.HELD: 0, LetterState.STOPPED: 1}.get(row.state, 2)
    return order, row.leaves_at or row.changed_at


def lines(actor: Actor, rows: Iterable[OutgoingLetter]) -> list[Outgoing]:
    """Letters as lines of a list, with a fixed number of statements however many they are."""
    found = list(rows)
    load_keys(actor.agency_id, {row.person_id for row in found})
    aliases = people.aliases(actor, {row.person_id for row in found})
    agencies = names_of({row.to_agency_id for row in found if row.to_agency_id})
    services = service_names(_services_of(found))
    return [_line(actor, row, aliases, agencies, services) for row in found]


def _services_of(rows: Iterable[OutgoingLetter]) -> set[UUID]:
    return {service for row in rows for service in _chosen_services(row)}


def _chosen_services(row: OutgoingLetter) -> list[UUID]:
    if row.service_id is not None:
        return [row.service_id]
    return [UUID(value) for value in choices_of(row).get("service", ())] if row.state is LetterState.DRAFT else []


def _line(
    actor: Actor, row: OutgoingLetter, aliases: Mapping[UUID, tuple[str, str]], agencies: Mapping[UUID, str],
    services: Mapping[UUID, str],
) -> Outgoing:  # fmt: skip
    chosen = [services[each] for each in _chosen_services(row) if each in services]
    alias, reference = aliases.get(row.person_id, ("", ""))
    return Outgoing(
        letter=row, name=alias or reference, to=agencies[row.to_agency_id] if row.to_agency_id else "",
        service=", ".join(chosen), is_mine=row.written_by == actor.user_id,
        stopped=STOP_WORDS[row.stopped_why] if row.stopped_why else "",
    )  # fmt: skip


def letter_page(actor: Actor, letter_id: UUID) -> LetterPage:
    """One letter that is no draft, word for word; the read is audited. NotVisible as for `letter`."""
    row = letter(actor, letter_id)
    if row.state is LetterState.DRAFT:
        raise NotVisible
    audit.record(actor=actor, verb="read", kind="letter", row_id=row.id, subject_id=row.person_id)
    return LetterPage(
        line=lines(actor, [row])[0],
        purpose=PURPOSE_WORDS[Purpose(row.purpose)] if row.purpose else "",
        writer=user(row.written_by).name,
        parts=_parts(package.from_words(row.package)) if row.package else (),
    )


def _parts(opened: package.Package) -> tuple[LetterPart, ...]:
    """A package as its receiver would read it, part by part."""
    words = {"ALIAS": opened.triage.name_words, "SUPPORT": opened.triage.support}
    return letter_parts(words | {code: part.paragraphs for code, part in opened.parts.items()})
