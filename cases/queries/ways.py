"""The ways into a case besides its team: an opening by break-glass, and an agency that opens its cases to all.

They are parts of `visible_to`, so that every read asks them at its own moment; an exclusion stands before all of them.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select

from agencies.permissions import Permission
from cases.models import Case, CaseTeamMember
from cases.openings import GlassOpening, OpenHouse
from core import audit, clock
from core.actor import Actor
from core.scoping import belongs_to, current_session

#: What the audit trail calls an act that was possible only because the actor had broken the glass.
BY_BREAK_GLASS = "break-glass"


def through_glass(actor: Actor) -> ColumnElement[bool]:
    """That the actor broke the glass of the case, less than an hour ago, and has not closed it again."""
    return _open_glass(actor).where(GlassOpening.case_id == Case.id).exists()


def in_open_house(actor: Actor) -> ColumnElement[bool]:
    """That the agency opens its cases to all its caseworkers (design.md 3)."""
    chosen = select(OpenHouse.id).where(belongs_to(actor, OpenHouse), OpenHouse.agency_id == Case.agency_id)
    return chosen.where(OpenHouse.to_all).exists()


def glass_of(actor: Actor, case: Case) -> GlassOpening | None:
    """The opening by which alone the actor reads this case; None when they may open it anyway. One statement.

    Takes a case that the actor has opened.
    """
    if actor.may(Permission.CASE_ALL) or case.lead_user_id == actor.user_id:
        return None
    found = _open_glass(actor).where(GlassOpening.case_id == case.id)
    row = current_session().scalars(found.order_by(GlassOpening.ends_at.desc()).limit(1)).first()
    return None if row is None or _may_open_anyway(actor, case) else row


def mark_glass(actor: Actor, case: Case) -> None:
    """Mark all that the trail keeps of this person in this transaction, when the case is read by break-glass."""
    if glass_of(actor, case) is not None:
        audit.mark(case.person_id, BY_BREAK_GLASS)


def opens_to_all(actor: Actor) -> OpenHouse | None:
    """What the actor's agency has chosen about its cases; None when it never chose, which is the same as no."""
    return current_session().scalars(select(OpenHouse).where(belongs_to(actor, OpenHouse))).one_or_none()


def serves_now() -> ColumnElement[bool]:
    """That a place on a case team has not ended: it has no end, or one that is still to come (after a transfer)."""
    return or_(CaseTeamMember.until.is_(None), CaseTeamMember.until > clock.now())


def _open_glass(actor: Actor) -> Select[GlassOpening]:
    return select(GlassOpening).where(
        belongs_to(actor, GlassOpening), GlassOpening.opened_by == actor.user_id,
        GlassOpening.ends_at > clock.now(), GlassOpening.closed_at.is_(None),
    )  # fmt: skip


def _may_open_anyway(actor: Actor, case: Case) -> bool:
    on_team = select(CaseTeamMember.id).where(
        belongs_to(actor, CaseTeamMember), CaseTeamMember.case_id == case.id, CaseTeamMember.user_id == actor.user_id,
        serves_now(),
    )  # fmt: skip
    by_right = select(Case.id).where(belongs_to(actor, Case), Case.id == case.id)
    return current_session().scalar(by_right.where(on_team.exists() | in_open_house(actor))) is not None
