"""The action plan as its owners keep it: who is named, what helps, what was shown, what moved, what was put forward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from actionplan import queries, rules, service
from actionplan.queries import ActionRow
from agencies.queries import agency_by_code
from core import clock
from core.actor import Actor
from demonstration.stage import Cast, acting, days_ago


@dataclass(frozen=True, slots=True)
class Kept:
    """What the coordinator wrote down about an action: by commitment, so that it stays right when references move."""

    commitment: str
    owner: str
    helpers: tuple[str, ...]
    themes: tuple[str, ...]
    funding: str = ""


KEPT = (
    Kept("P1.8", "num_lead", ("GMP", "MASH", "TMR"), ("reporting", "rights"), "Two days of staff time a month"),
    Kept("P1.14", "num_lead", ("MASH", "LIFESHARE"), ("safer", "networks")),
    Kept("P1.12", "num_lead", ("MASH", "GMP"), ("reporting", "services")),
    Kept("P1.15", "mash_member", ("NUM",), ("safer", "reporting")),
    Kept("P1.2", "mash_member", ("TMR", "STREETLEVEL"), ("services", "networks"), "Night staff paid until March"),
    Kept("P4.4", "mash_member", ("NUM", "LGBTF"), ("perceptions", "stigma"), "Print: £1,400, asked for"),
    Kept("P1.9", "gmp_representative", ("MASH", "NUM", "BTP"), ("reporting", "enforcement", "stigma")),
    Kept("P1.11", "gmp_representative", ("BTP",), ("enforcement",)),
    Kept("P3.4", "gmp_representative", ("MCC", "MASH"), ("enforcement", "communities", "rights")),
    Kept("X2", "gmp_representative", ("MCC", "NUM"), ("enforcement", "networks")),
    Kept("P2.3", "", ("TMR", "MASH"), ("rights", "stigma"), "Payments for time: £3,000 a year, agreed"),
    Kept("P1.5", "", ("TMR",), ("safer", "stigma")),
)
MILESTONES = {
    "P1.5": (("Offers agreed with two venues", -80, -76), ("Pass signed off", -24, None)),
    "P1.9": (("Standard drafted with support agencies", -60, -55), ("Standard agreed by all members", 9, None)),
    "P2.2": (("Figures in from every member", -20, -12), ("Statement sent to commissioners", 34, None)),
    "P1.8": (("Barriers named from last year’s reports", -70, -66), ("Three biggest barriers acted on", 40, None)),
    "P1.2": (("One timetable for every agency", -100, -90), ("Timetable on the web and on cards", 60, None)),
}
WAITS = (
    ("P2.2", "P1.2", "Counts by mode of support come from there."),
    ("P4.2", "P2.3", "People are asked through the voice mechanism, and paid for their time."),
    ("P4.4", "X5", "The campaign hands out the leaflet."),
)
SHOWN = (
    ("Minutes of the meeting that agreed it", "Minutes, item 6"),
    ("The document as agreed, read by every member", "Members’ folder, 04 Agreed"),
    ("A count of sessions held, checked by the coordinator", "Members’ folder, 07 Figures"),
)
PUT_FORWARD = (
    ("tmr_lived", "P1.6", "Ask people before a drop-in changes its hours",
     "A note at each drop-in, and what was answered",
     "People can say that a change would leave them without a place to go, before it happens.", "Every drop-in"),
    ("mash_member", "P1.10", "Share what helps officers build trust on street shifts",
     "A one-page guide, used in briefings",
     "People meet officers who know how to speak to them, and who to ring.", "MASH and GMP"),
    ("num_lead", "P4.3", "Look at how people who work online reach health services",
     "A short report with what to change",
     "People who never come to a drop-in hear of a clinic that is right for them.", "NUM and LGBT Foundation"),
)  # fmt: skip


def tell(cast: Cast) -> None:
    """Owners, helpers, milestones, moved dates, evidence, confirmations, and three drafts that wait for the forum."""
    with acting(cast, "mcc_coordinator", days_ago(28, 10)) as actor:
        rows = list(queries.plan(queries.current_strategy().id).actions)
        by_code = {row.commitment_code: row for row in reversed(rows)}
        _keep(cast, actor, by_code)
        _steps(actor, by_code)
    _show_and_confirm(cast, rows)
    _report(cast)
    for key, code, title, output, impact, owner in PUT_FORWARD:
        with acting(cast, key, days_ago(9, 15)) as actor:
            service.put_forward(
                actor=actor, commitment_id=_commitment(by_code[code]), title=title, output=output, impact=impact,
                suggested_owner=owner,
            )  # fmt: skip


def _keep(cast: Cast, actor: Actor, by_code: dict[str, ActionRow]) -> None:
    for kept in KEPT:
        row = by_code[kept.commitment]
        owner = cast.actor(kept.owner) if kept.owner else None
        service.change_action(
            actor=actor, action_id=row.id, version=row.version,
            new=rules.NewAction(
                commitment_id=_commitment(row), title=row.title, output=row.output, impact=row.impact,
                owner_agency_id=row.owner_agency_id, owner_name=row.owner_name, starts_on=row.starts_on,
                due_on=row.due_on, owner_user_id=_named(row, owner), themes=kept.themes, funding=kept.funding,
                supporters=tuple(agency_by_code(code).id for code in kept.helpers),
            ),
        )  # fmt: skip


def _named(row: ActionRow, owner: Actor | None) -> UUID | None:
    return owner.user_id if owner is not None and owner.agency_id == row.owner_agency_id else None


def _steps(actor: Actor, by_code: dict[str, ActionRow]) -> None:
    today = clock.today() + timedelta(days=28)
    for code, steps in MILESTONES.items():
        for title, planned, reached in steps:
            made = service.add_milestone(
                actor=actor, action_id=by_code[code].id, title=title, planned_on=today + timedelta(days=planned)
            )
            if reached is not None:
                reached_on = min(today + timedelta(days=reached), clock.today())
                service.change_milestone(
                    actor=actor, milestone_id=made.id, version=made.version, forecast_on=made.planned_on,
                    reached_on=reached_on,
                )  # fmt: skip
    for code, needs, why in WAITS:
        service.add_dependency(actor=actor, action_id=by_code[code].id, needs_id=by_code[needs].id, why=why)


def _show_and_confirm(cast: Cast, rows: list[ActionRow]) -> None:
    done = [row for row in rows if row.progress is rules.Progress.COMPLETE]
    with acting(cast, "mcc_coordinator", days_ago(25, 11)) as actor:
        for place, row in enumerate(done):
            words, kept_at = SHOWN[place % len(SHOWN)]
            service.add_evidence(actor=actor, action_id=row.id, words=words, kept_at=kept_at)
    council = cast.actor("mcc_chair").agency_id
    for key, ours in (("mcc_chair", False), ("mash_member", True)):
        with acting(cast, key, days_ago(24, 16)) as actor:
            for row in done[:-2]:
                if (row.owner_agency_id == council) is ours:
                    service.confirm_completion(actor=actor, action_id=row.id, version=row.version)


def _report(cast: Cast) -> None:
    """The latest reports: one with a problem and its way back, one with a moved date."""
    with acting(cast, "mash_member", days_ago(6, 14)) as actor:
        row = _own(actor, "P4.4")
        service.report_progress(
            actor=actor, action_id=row.id, version=row.version, progress=rules.Progress.IN_PROGRESS, done_percent=50,
            stated_rag=None, stated_reason="", words="Texts are agreed. The printer wants payment before it starts.",
            problem="The money for print is asked for and not yet there.",
            recovery="The bid is answered in two weeks; the web page goes first.",
        )  # fmt: skip
    with acting(cast, "gmp_representative", days_ago(3, 9)) as actor:
        row = _own(actor, "P1.9")
        service.move_date(
            actor=actor, action_id=row.id, version=row.version, to_on=row.due_on + timedelta(days=21),
            reason="Two members want their own staff to read the standard before it is agreed.",
        )  # fmt: skip


def _own(actor: Actor, code: str) -> ActionRow:
    return next(row for row in queries.agency_actions(actor, actor.agency_id) if row.commitment_code == code)


def _commitment(row: ActionRow) -> UUID:
    if row.commitment_id is None:
        raise LookupError(row.reference)
    return row.commitment_id
