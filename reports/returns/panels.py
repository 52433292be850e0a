"""What home shows of monitoring returns: the next one to prepare, those to check, those to send."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.panels import Waiting
from core.tallies import Period
from core.words import short_day
from reports import periods
from reports.returns import queries, rules
from reports.returns.models import StepKind
from reports.returns.queries import ReturnView
from reports.returns.templates import templates


def waiting(actor: Actor) -> list[Waiting]:
    """What waits for whoever reads the agency's figures; nothing for anybody else, or before a first return."""
    if not actor.may(Permission.FIGURES_READ):
        return []
    views = queries.recent(actor)
    return [*_next_steps(actor, views), *_to_prepare(views)]


def _next_steps(actor: Actor, views: list[ReturnView]) -> Iterator[Waiting]:
    for view in views:
        by_me = view.steps[0].by_user_id == actor.user_id
        if view.standing is StepKind.PREPARED and not by_me:
            said = f"Prepared by {view.steps[0].by_name}. It can be sent once somebody else says it is right."
            yield _item(view, "Check", said)
        elif view.standing is StepKind.CHECKED:
            yield _item(view, "Send", f"Checked by {view.steps[-1].by_name}.")


def _item(view: ReturnView, verb: str, detail: str) -> Waiting:
    last = view.steps[-1]
    since = short_day(clock.london(last.at).date())
    return Waiting(
        title=f"{verb} the {view.row.figures['funder']} return, {view.row.figures['period']['words']}", detail=detail,
        url=url_for("reports.show_return", return_id=view.row.id), button="Open",
        clock=Dial("calm", 0.5, rules.STEP_WORDS[last.kind], f"since {since}"), due=last.at,
    )  # fmt: skip


def _to_prepare(views: list[ReturnView]) -> Iterator[Waiting]:
    """The latest period of each return that this agency prepares, when it has none yet."""
    prepared = {(view.row.template, view.period) for view in views}
    for code, template in templates().items():
        kinds = {periods.kind(period) for held, period in prepared if held == code}
        for kind in sorted(kinds):
            latest = rules.offered((kind,), clock.today())[0]
            if (code, latest) not in prepared:
                yield _new(code, template.funder, latest)


def _new(code: str, funder: str, period: Period) -> Waiting:
    ended = datetime.combine(period.end, time(), tzinfo=UTC)
    return Waiting(
        title=f"Prepare the {funder} return, {periods.words(period)}",
        detail="The period is over and its numbers stand.",
        url=url_for("reports.prepare_return", template=code, period=rules.code_of(period)), button="Open",
        clock=Dial("soon", 0.8, "To prepare", f"over since {short_day(period.end)}"), due=ended,
    )  # fmt: skip
