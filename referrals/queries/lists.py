"""Lists of referrals: the views of the page, what waits, and what the home page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from agencies import queries as agencies
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people import queries as people
from referrals import vocabulary
from referrals.models import Referral, ReferralReceipt, ReferralSubject
from referrals.package import Triage, triages
from referrals.queries.conversation import count_unread
from referrals.queries.due import most_urgent_first
from referrals.queries.inbox import VIEWS, Filters, in_view, narrowed
from referrals.queries.rows import visible, visible_to
from referrals.rules import PENDING


@dataclass(frozen=True, slots=True)
class Listed:
    """A referral in a list: the row, the other side, and what the reader may know of the person it is about."""

    referral: Referral
    other_agency: str
    is_ours: bool
    name: str
    needs: tuple[str, ...] = ()
    unread: int = 0


def referrals_page(actor: Actor, view: str, filters: Filters, number: int) -> Page[Listed]:
    """One page of a view: what is pending first, by the urgency of its clock, then the newest."""
    found = narrowed(actor, visible_to(actor).where(in_view(actor, view)), filters)
    in_order = found.order_by(*most_urgent_first(), Referral.sent_at.desc(), Referral.id)
    rows = page_of(in_order, number)
    return Page(listed_rows(actor, rows.items), rows.page, rows.total, rows.size)


def counts(actor: Actor) -> dict[str, int]:
    """How many referrals stand in each view, by one statement."""
    columns = [func.count().filter(in_view(actor, view)).label(view) for view in VIEWS]
    row = current_session().execute(select(*columns).select_from(Referral).where(*visible(actor))).one()
    return dict(row._mapping)


def listed_rows(actor: Actor, rows: Sequence[Referral]) -> list[Listed]:
    """Referrals with the names that this reader may know, by a fixed number of statements.

    The sender reads the alias of its own person. A receiver reads the triage part while it is open to it, and the
    alias of its own person once it has accepted; where it opened no person, the triage part while consent runs.
    """
    names = agencies.names_of({each.from_agency_id for each in rows} | {each.to_agency_id for each in rows})
    noted = _own_persons(actor, [each.id for each in rows])
    persons = {row_id: person_id for row_id, person_id in noted.items() if person_id is not None}
    aliases = people.aliases(actor, set(persons.values())) if persons and actor.may(Permission.PEOPLE_READ) else {}
    facts = _open_triages(actor, rows, {row_id for row_id in noted if row_id not in persons})
    called = {row_id: aliases[person_id][0] for row_id, person_id in persons.items() if person_id in aliases}
    unread = count_unread(actor, [each.id for each in rows])
    listed = [_listed(actor, each, names, called.get(each.id), facts.get(each.id)) for each in rows]
    return [replace(each, unread=unread.get(each.referral.id, 0)) for each in listed]


def _open_triages(actor: Actor, rows: Sequence[Referral], read_only: set[UUID]) -> dict[UUID, Triage]:
    """Triage parts of what is undecided here, or was accepted to be read (`read_only`), until the last day of each."""
    here = [each.id for each in rows if each.to_agency_id == actor.agency_id]
    pending = {each.id for each in rows if each.state in PENDING}
    found = triages(actor, [row_id for row_id in here if row_id in pending or row_id in read_only])
    today = clock.today()
    return {row_id: each for row_id, each in found.items() if each.last_day >= today}


def _own_persons(actor: Actor, referral_ids: list[UUID]) -> dict[UUID, UUID | None]:
    found: dict[UUID, UUID | None] = {}
    for table in (ReferralSubject, ReferralReceipt):
        statement = select(table.referral_id, table.person_id).where(
            belongs_to(actor, table), table.referral_id.in_(referral_ids)
        )
        found.update((row.referral_id, row.person_id) for row in current_session().execute(statement))
    return found


def _listed(actor: Actor, row: Referral, names: dict[UUID, str], own: str | None, triage: Triage | None) -> Listed:
    is_ours = row.from_agency_id == actor.agency_id
    other = names[row.to_agency_id if is_ours else row.from_agency_id]
    if own is not None:
        return Listed(row, other, is_ours, own)
    if triage is not None:
        return Listed(row, other, is_ours, triage.alias, tuple(vocabulary.needs_in_words(triage.needs)))
    return Listed(row, other, is_ours, "Closed: no name kept" if not is_ours else "Name not shown to your role")


def waiting_in(actor: Actor, limit: int = 20) -> list[Referral]:
    """What waits for an answer by the actor's agency, most urgent first."""
    found = visible_to(actor).where(in_view(actor, "in"))
    return list(current_session().scalars(found.order_by(*most_urgent_first(), Referral.sent_at).limit(limit)))


def ended_unseen(actor: Actor, limit: int = 20) -> list[Referral]:
    """Referrals to the actor's agency that were withdrawn, or may no longer be used further, and nobody has seen it."""
    return list(current_session().scalars(visible_to(actor).where(_ended_unseen(actor)).limit(limit)))


def count_waiting(actor: Actor) -> int:
    """How many referrals wait for the actor's agency: to be answered, or to be seen as withdrawn."""
    wanted = or_(in_view(actor, "in"), _ended_unseen(actor))
    return current_session().scalar(
        select(func.count()).select_from(Referral).where(*visible(actor), wanted)
    ) or 0  # fmt: skip


def _ended_unseen(actor: Actor) -> ColumnElement[bool]:
    return and_(
        Referral.to_agency_id == actor.agency_id,
        Referral.withdrawn_seen_at.is_(None),
        or_(Referral.withdrawn_at.is_not(None), Referral.sharing_ended_at.is_not(None)),
    )


def recent(actor: Actor, limit: int = 8) -> list[Referral]:
    """The referrals that the actor's agency is part of: pending first, then the newest."""
    found = visible_to(actor).order_by(*most_urgent_first(), Referral.sent_at.desc())
    return list(current_session().scalars(found.limit(limit)))


def received_between(actor: Actor, first: date, last: date) -> list[Referral]:
    """What the actor's agency was sent on the days from `first` to `last`, both included."""
    found = visible_to(actor).where(Referral.to_agency_id == actor.agency_id, _sent_on(first, last))
    return list(current_session().scalars(found))


def count_sent_between(actor: Actor, first: date, last: date) -> int:
    """How many referrals the actor's agency sent on the days from `first` to `last`, both included."""
    found = select(func.count()).select_from(Referral).where(belongs_to(actor, Referral), _sent_on(first, last))
    return current_session().scalar(found.where(Referral.from_agency_id == actor.agency_id)) or 0


def _sent_on(first: date, last: date) -> ColumnElement[bool]:
    begin = datetime.combine(first, time.min, clock.LONDON)
    end = datetime.combine(last + timedelta(days=1), time.min, clock.LONDON)
    return and_(Referral.sent_at >= begin, Referral.sent_at < end)
