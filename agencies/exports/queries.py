"""Reads of list exports: what may be taken, what was asked for, who may say the second yes, and the archive itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from agencies import queries as agencies
from agencies.exports import rules
from agencies.exports.lists import ListOffer, offer_of, offers
from agencies.exports.models import ExportState, ListExport, ListExportPiece
from agencies.models import Invitation, User
from agencies.permissions import Permission
from agencies.rules import Answer
from core import clock, making, outbox
from core.actor import Actor, system_actor
from core.audit import AuditEntry
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import act_as, belongs_to, current_session
from core.words import moment

#: Who reads of every list that was taken out of the agency: those who say the second yes, and those who check.
OVERSEES = (Permission.EXPORT_APPROVE, Permission.AUDIT_READ)
#: What bears on another's account: who did one of these to the approver of late gets no second yes from them.
ACCOUNT_ACTS = ("account", "second factor")


@dataclass(frozen=True, slots=True)
class ExportLine:
    """An export as it is read: the row, its list in words, and who asked and answered."""

    row: ListExport
    title: str
    asked_name: str
    decided_name: str
    own: bool

    @property
    def state(self) -> ExportState:
        """How it stands now; one that has run out is gone, whether or not the worker has come by."""
        over = self.row.state in rules.OPEN and self.row.ends_at <= clock.now()
        return ExportState.GONE if over else self.row.state

    @property
    def state_words(self) -> str:
        """How it stands, in words."""
        return rules.STATE_WORDS[self.state]

    @property
    def state_tag(self) -> str:
        """The kind of its tag."""
        return rules.STATE_TAGS[self.state]

    @property
    def purpose(self) -> str:
        """What it is for, in words."""
        return rules.PURPOSE_WORDS[self.row.purpose]

    @property
    def rows_words(self) -> str:
        """How long it came out: exact for whoever asked, rounded for those who look on, who may see more or less."""
        if self.row.rows_made is None:
            return "Not made"
        return f"{self.row.rows_made:,}" if self.own else rules.about_so_many(self.row.rows_made)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is known of it for good, in words."""
        row = self.row
        said = [
            ("Asked by", self.asked_name), ("When", moment(row.asked_at)), ("What for", self.purpose),
            ("Why", row.why or ""), ("As", rules.SHAPE_WORDS[row.shape]),
        ]  # fmt: skip
        if row.needs_second:
            said.append(("Second yes", self.decided_name or "Waited for"))
        if row.rows_made is not None:
            said.append(("Rows", self.rows_words))
        if row.check_sum:
            said.append(("Check sum", row.check_sum[:16]))
        return said


def offered(actor: Actor) -> list[ListOffer]:
    """The lists that the actor may take out; none about people for police and probation, whatever a role says."""
    return [each for each in offers() if may_take(actor, each)]


def may_take(actor: Actor, offer: ListOffer) -> bool:
    """Whether a list is for this actor as they are now."""
    if not actor.may(*offer.permissions):
        return False
    kind = agencies.agency(actor.agency_id).kind
    return bool(rules.list_may_leave(about_people=offer.about_people, agency_kind=kind))


def offer(actor: Actor, code: str) -> ListOffer:
    """One list that the actor may take out; NotVisible for every other."""
    found = offer_of(code)
    if found is None or not may_take(actor, found):
        raise NotVisible
    return found


def visible_to(actor: Actor) -> Select[ListExport]:
    """The exports that the actor may read of: their own, and for those who oversee, the agency's."""
    found = select(ListExport).where(belongs_to(actor, ListExport))
    return found if actor.may(*OVERSEES) else found.where(ListExport.asked_by == actor.user_id)


def export(actor: Actor, export_id: UUID) -> ExportLine:
    """One export, as it stands now; NotVisible when there is none for this actor."""
    return _lines(actor, [peek(actor, export_id)])[0]


def peek(actor: Actor, export_id: UUID) -> ListExport:
    """One export as a row, as it stands now; NotVisible when there is none for this actor."""
    found = visible_to(actor).where(ListExport.id == export_id).execution_options(populate_existing=True)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    return row


def own_page(actor: Actor, number: int) -> Page[ExportLine]:
    """A page of what the actor asked for, the latest first."""
    return _page(actor, visible_to(actor).where(ListExport.asked_by == actor.user_id), number)


def agency_page(actor: Actor, number: int) -> Page[ExportLine]:
    """A page of what anybody of the agency asked for, the latest first; for those who oversee."""
    return _page(actor, visible_to(actor), number)


def waiting_for(actor: Actor) -> list[ExportLine]:
    """What waits for the actor's second yes: of their agency, asked by somebody else, and not run out."""
    if not actor.may(Permission.EXPORT_APPROVE):
        return []
    found = visible_to(actor).where(ListExport.state == ExportState.WAITING, ListExport.asked_by != actor.user_id)
    rows = current_session().scalars(found.where(ListExport.ends_at > clock.now()).order_by(ListExport.asked_at))
    return _lines(actor, list(rows))


def ready_for(actor: Actor) -> list[ExportLine]:
    """The actor's own archives that are ready and were not downloaded yet."""
    found = visible_to(actor).where(ListExport.asked_by == actor.user_id, ListExport.state == ExportState.READY)
    found = found.where(ListExport.ends_at > clock.now(), ListExport.takings == 0)
    return _lines(actor, list(current_session().scalars(found.order_by(ListExport.ends_at))))


def standing(actor: Actor, row: ListExport) -> making.Standing | None:
    """How far the worker is with the actor's own list; None when it is not being made, or is somebody else's."""
    if row.state is not ExportState.MAKING or row.making_id is None or row.asked_by != actor.user_id:
        return None
    return making.standing(actor, row.making_id)


def may_decide(actor: Actor, line: ExportLine) -> Answer | None:
    """Whether the actor may say the second yes or no to this one, with the reason if not; None where none is asked."""
    if line.state is not ExportState.WAITING or not actor.may(Permission.EXPORT_APPROVE):
        return None
    beholden = not line.own and is_beholden(actor, actor.user_id, line.row.asked_by)
    return rules.may_decide(own=line.own, beholden=beholden)


def count_open(actor: Actor) -> int:
    """How many of the actor's own exports wait or are being made."""
    found = select(func.count(ListExport.id)).where(
        belongs_to(actor, ListExport), ListExport.asked_by == actor.user_id, ListExport.ends_at > clock.now(),
        ListExport.state.in_((ExportState.WAITING, ExportState.MAKING)),
    )  # fmt: skip
    return current_session().scalar(found) or 0


def hold_asker(actor: Actor) -> None:
    """Let the actor's requests come one after another until the end of the transaction: two that are sent at the same
    moment would each count without the other."""
    current_session().execute(select(User.id).where(User.id == actor.user_id).with_for_update())


def people_lately(actor: Actor) -> int:
    """About how many people the actor took lists, or asked for them, in the last 28 days.

    Somebody who stands in two of them counts twice. What was refused, or taken back before it was made, does not count.
    """
    found = select(func.sum(ListExport.people_asked)).where(
        belongs_to(actor, ListExport), ListExport.asked_by == actor.user_id, ListExport.about_people,
        ListExport.asked_at > clock.now() - rules.LATELY,
        or_(ListExport.made_at.is_not(None), ListExport.state.in_((ExportState.WAITING, ExportState.MAKING))),
    )  # fmt: skip
    return int(current_session().scalar(found) or 0)


def approvers(actor: Actor) -> list[User]:
    """The colleagues who could say the second yes to a list of the actor's."""
    holders = agencies.colleagues(actor, Permission.EXPORT_APPROVE)
    return [each for each in holders if each.id != actor.user_id and not is_beholden(actor, each.id, actor.user_id)]


def is_beholden(actor: Actor, approver_id: UUID, asker_id: UUID) -> bool:
    """Whether the one who asks invited, changed or unlocked the approver's account in the last 28 days, or the account
    of somebody who did, and so on.

    Read from the audit trail, which nobody can rewrite: whoever gives a friend the role, opens a second account (or a
    second one that opens a third) or sends a colleague's account a new password has no second person in it.
    """
    reached, looked_at = {asker_id}, set[UUID]()
    while approver_id not in reached and reached - looked_at:
        new = reached - looked_at
        looked_at |= new
        reached |= _in_the_hands_of(actor, new)
    return approver_id in reached


def _in_the_hands_of(actor: Actor, accounts: set[UUID]) -> set[UUID]:
    """The accounts that some others invited, changed or unlocked in the last 28 days."""
    acts = select(AuditEntry.row_id).where(
        belongs_to(actor, AuditEntry), AuditEntry.actor_id.in_(accounts), AuditEntry.kind.in_(ACCOUNT_ACTS),
        AuditEntry.at > clock.now() - rules.LATELY, AuditEntry.row_id.is_not(None),
    )  # fmt: skip
    changed = {row_id for row_id in current_session().scalars(acts.distinct()) if row_id is not None}
    addresses = select(Invitation.email).where(Invitation.id.in_(changed))
    invited = select(User.id).where(User.agency_id == actor.agency_id, User.email.in_(addresses))
    return changed | set(current_session().scalars(invited))


def content_of(actor: Actor, row: ListExport) -> bytes:
    """The archive of an export that is ready, put together again; the key has to be there still."""
    pieces = select(ListExportPiece).where(
        belongs_to(actor, ListExportPiece), ListExportPiece.export_id == row.id
    )  # fmt: skip
    found = current_session().scalars(pieces.order_by(ListExportPiece.number))
    return b"".join(piece.content or b"" for piece in found)


def shows_somebody_held_back(actor: Actor, row: ListExport) -> bool:
    """Whether somebody stands in the archive from whom the actor is kept away by now: an exclusion set ahead of time.

    Whom it shows is in the audit trail; who is kept from whom, the floors above have told the outbox.
    """
    shown = select(AuditEntry.subject_id).where(
        belongs_to(actor, AuditEntry), AuditEntry.actor_id == row.asked_by, AuditEntry.kind == rules.KIND,
        AuditEntry.at >= row.made_at, AuditEntry.verb == "exported", AuditEntry.row_id == row.id,
    )  # fmt: skip
    ids = frozenset(each for each in current_session().scalars(shown) if each is not None)
    address = agencies.user(actor.user_id).email
    act_as(system_actor(actor.agency_id))  # whoever is held back does not even see from whom
    try:
        return bool(ids) and any(brake(actor.agency_id, address, ids) for brake in outbox.brakes.values())
    finally:
        act_as(actor)


def due_to_end(actor: Actor, now: datetime, limit: int = 100) -> list[ListExport]:
    """The agency's exports whose time has come: nobody answered, the archive is a week old, or its asker has left."""
    left = select(User.id).where(User.agency_id == actor.agency_id, User.active.is_(False))
    found = select(ListExport).where(
        belongs_to(actor, ListExport), ListExport.state.in_(rules.OPEN),
        or_(ListExport.ends_at <= now, ListExport.asked_by.in_(left)),
    )  # fmt: skip
    return list(current_session().scalars(found.order_by(ListExport.ends_at).limit(limit)))


def _page(actor: Actor, found: Select[ListExport], number: int) -> Page[ExportLine]:
    page = page_of(found.order_by(ListExport.asked_at.desc(), ListExport.id.desc()), number)
    return Page(_lines(actor, page.items), page.page, page.total, page.size)


def _lines(actor: Actor, rows: Sequence[ListExport]) -> list[ExportLine]:
    """Exports with the names of those who asked and answered, by one statement."""
    ids = {row.asked_by for row in rows} | {row.decided_by for row in rows if row.decided_by}
    found = select(User.id, User.name).where(User.agency_id == actor.agency_id, User.id.in_(ids))
    names = {user_id: name for user_id, name in current_session().execute(found)} if ids else {}
    return [
        ExportLine(
            row, title_of(row.list_code), names.get(row.asked_by, "Somebody who left"),
            names.get(row.decided_by, "") if row.decided_by else "", row.asked_by == actor.user_id,
        )
        for row in rows
    ]  # fmt: skip


def title_of(code: str) -> str:
    """A list in words; of one that is not offered any more, that it was."""
    found = offer_of(code)
    return found.title if found is not None else "A list that is not offered any more"
