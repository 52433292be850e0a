"""Lists of casework that may be taken out of the agency: cases, and one's own contacts. No note, no address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from sqlalchemy import Select, func, or_, select

from agencies.exports.lists import Line, ListOffer, Size, batches
from agencies.exports.rules import ALONE
from agencies.permissions import Permission
from cases import queries, rules
from cases.models import Case, CaseState, CaseTeamMember, SupportContact
from core import clock
from core.actor import Actor
from core.scoping import belongs_to, current_session
from people import queries as people

LATELY = timedelta(days=28)
CASE_HEADINGS = (
    "Case", "Person", "Name to use", "Kind", "Where it stands", "Lead worker", "Opened", "Last reached, or opened",
)  # fmt: skip
CONTACT_HEADINGS = ("When", "Case", "Person", "How", "With", "Outcome", "Minutes", "Travel minutes")


def _own_cases(actor: Actor) -> Select[Case]:
    """The open cases that the actor leads or serves on today: none that a broken glass or an open house shows them."""
    on_team = select(CaseTeamMember.case_id).where(
        belongs_to(actor, CaseTeamMember), CaseTeamMember.user_id == actor.user_id, queries.serves_now()
    )
    theirs = or_(Case.lead_user_id == actor.user_id, Case.id.in_(on_team))
    return queries.visible_to(actor).where(theirs, Case.state != CaseState.CLOSED)


def _agency_cases(actor: Actor) -> Select[Case]:
    """Every open case of the agency, for those who may open them all."""
    found = queries.visible_to(actor).where(Case.state != CaseState.CLOSED)
    return found if actor.may(Permission.CASE_ALL) else found.where(Case.id.is_(None))


def _own_contacts(actor: Actor) -> Select[SupportContact]:
    """What the actor wrote down in the last 28 days, on cases that they may open, as it stands now."""
    cases = queries.visible_to(actor).with_only_columns(Case.id)
    return select(SupportContact).where(
        belongs_to(actor, SupportContact), SupportContact.logged_by == actor.user_id,
        SupportContact.at > clock.now() - LATELY, SupportContact.case_id.in_(cases), queries.contact_stands(),
    )  # fmt: skip


def _case_size(found: Callable[[Actor], Select[Case]]) -> Callable[[Actor], Size]:
    def size(actor: Actor) -> Size:
        counted = found(actor).with_only_columns(func.count(Case.id), func.count(Case.person_id.distinct()))
        return Size(*current_session().execute(counted).one())

    return size


def _case_lines(found: Callable[[Actor], Select[Case]]) -> Callable[[Actor], Iterator[Line]]:
    def lines(actor: Actor) -> Iterator[Line]:
        for cases in batches(found(actor), Case.id):
            for row in queries.rows_of(actor, cases):
                opened = clock.london(row.case.opened_at).date()
                yield Line(
                    (row.case.reference, row.person_reference, row.alias, row.kind, row.state, row.lead_name, opened,
                     row.since),
                    about=row.case.person_id,
                )  # fmt: skip

    return lines


def _contact_size(actor: Actor) -> Size:
    counted = _own_contacts(actor).with_only_columns(
        func.count(SupportContact.id), func.count(SupportContact.person_id.distinct())
    )
    return Size(*current_session().execute(counted).one())


def _contact_lines(actor: Actor) -> Iterator[Line]:
    for rows in batches(_own_contacts(actor), SupportContact.id):
        references = _references(actor, rows)
        names = people.aliases(actor, {row.person_id for row in rows})
        for row in rows:
            yield Line(
                (row.at, references.get(row.case_id, ""), names.get(row.person_id, ("", ""))[1],
                 rules.MODE_WORDS[row.mode], rules.WITH_WORDS.get(row.with_whom, row.with_whom),
                 rules.OUTCOME_WORDS[row.outcome], row.minutes, row.travel_minutes),
                about=row.person_id,
            )  # fmt: skip


def _references(actor: Actor, rows: list[SupportContact]) -> dict[object, str]:
    found = queries.visible_to(actor).where(Case.id.in_({row.case_id for row in rows}))
    return {row.id: row.reference for row in current_session().scalars(found)}


OFFERS = (
    ListOffer(
        code="cases-own", title="My open cases", headings=CASE_HEADINGS, whole_caseload=True,
        says="The open cases that you lead or work on: names to use, where they stand, last contact. No notes.",
        permissions=(Permission.CASE_READ,), size=_case_size(_own_cases), lines=_case_lines(_own_cases),
    ),
    ListOffer(
        code="cases-agency", title="All open cases of the agency", headings=CASE_HEADINGS, whole_caseload=True,
        says="Every open case of your agency: names to use, where they stand, lead worker. No notes.",
        permissions=(Permission.CASE_ALL,), size=_case_size(_agency_cases), lines=_case_lines(_agency_cases),
    ),
    ListOffer(
        code="contacts-own", title="My contacts of the last 28 days", headings=CONTACT_HEADINGS, alone=ALONE,
        says="What you wrote down on cases: when, how, with whom and how long, by reference. No names, no notes.",
        permissions=(Permission.CASE_WRITE,), size=_contact_size, lines=_contact_lines,
    ),
)  # fmt: skip
