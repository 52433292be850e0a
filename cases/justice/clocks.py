"""Clocks of a criminal justice journey: which limits run, from what, until when, and how each was worked out. Pure.

The limits are data (justice_clocks.json, from domain.md 2.3); here stands only what starts and what ends each.
A limit runs only when its start is written down, and a step that is only planned starts nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from cases.catalogue import REFERENCE
from cases.justice.lengths import Lead, Length, after, lead, reminders, told
from core.calendar import working_days_between
from core.dial import Dial
from core.words import counted, long_day, short_day

SOON = 0.75
NO_ROW = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the journey as the clocks and the picture read it. Without an incident it is about the whole case."""

    code: str
    happened_on: date
    told_on: date | None = None
    incident: UUID | None = None
    row: UUID = NO_ROW
    second_on: date | None = None
    planned: bool = False


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What the clocks need of an incident. `under_18` is None when it is not known; `eighteenth` the 18th birthday."""

    id: UUID
    first_on: date | None = None
    last_on: date | None = None
    reported_on: date | None = None
    under_18: bool | None = None
    eighteenth: date | None = None
    knew_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit as the data gives it."""

    code: str
    title: str
    length: Length
    enhanced: Length | None
    source: str
    leads: tuple[str, ...]
    afterwards: str


@dataclass(frozen=True, slots=True)
class Start:
    """A limit that runs: from which day and why, what ended it, and whether an agency owes it to the person.

    `about` is the step or incident that it belongs to.
    """

    code: str
    on: date
    what: str
    about: UUID
    incident: UUID | None = None
    ended: date | None = None
    owed: bool = False
    note: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock on a page. `how` says how its last day was worked out; `open` while it can be met or is owed."""

    code: str
    about: UUID
    incident: UUID | None
    words: str
    how: str
    source: str
    note: str
    face: Dial
    started: date
    due: date
    open: bool
    owed: bool
    silent: bool = False
    reminders: tuple[date, ...] = field(default=())

    @property
    def key(self) -> tuple[str, UUID]:
        """What a wish about this clock is kept by."""
        return self.code, self.about


Wishes = Collection[tuple[str, UUID]]
Leads = Mapping[str, Sequence[str]]
_TELLS = {
    "ARREST": ("told_arrest", "the arrest"), "SUSPECT_INTERVIEW": ("told_interview", "the interview of the suspect"),
    "BAIL_RUI": ("told_bail", "the release"), "NFA_POLICE": ("told_police_stop", "the decision of the police"),
    "NFA_CPS": ("told_cps_stop", "the decision of the CPS"),
}  # fmt: skip
_RESULTS = {"VERDICT": "the verdict", "SENTENCE": "the sentence"}
_ADVICE = (
    "Ask a solicitor or an advice service first: an unspent conviction can matter, and only they can say how. "
    "A report to police is needed; do not wait for a trial."
)


@cache
def rules() -> dict[str, Rule]:
    """Every limit by code (justice_clocks.json)."""
    rows = json.loads((REFERENCE / "justice_clocks.json").read_text())["clocks"]
    return {
        row["code"]: Rule(
            row["code"], row["title"], Length(row["value"], row["unit"]),
            Length(row["enhanced"], row["unit"]) if "enhanced" in row else None, row["rule"], tuple(row["leads"]),
            row.get("afterwards", ""),
        )
        for row in rows
    }  # fmt: skip


def clocks_of(
    steps: Sequence[Step],
    name: str,
    *,
    enhanced: bool,
    today: date,
    incidents: Sequence[IncidentFacts] = (),
    silent: Wishes = (),
    leads: Leads | None = None,
) -> list[RunningClock]:
    """Every limit that runs, or ran, from the steps and incidents of a journey; the next due first.

    `enhanced`: the person has enhanced rights (Victims' Code), so police have 1 working day, not 5. `silent`: clocks of
    which they do not want to be reminded. `leads`: what an agency chose instead of the usual times, by clock.
    """
    happened = [step for step in steps if step.happened_on <= today and not step.planned]
    made = [
        _clock(start, name, enhanced=enhanced, today=today, silent=silent, leads=leads or {})
        for start in (*_of_steps(happened), *_of_incidents(happened, incidents))
    ]
    found = [clock for clock in made if clock is not None]
    return sorted(found, key=lambda clock: (not clock.open, clock.due))


def told_of() -> frozenset[str]:
    """The steps of which somebody has to tell the person by a day, or whose telling starts a clock."""
    return frozenset(_TELLS) | frozenset(_RESULTS)


def not_started(incidents: Sequence[IncidentFacts]) -> list[tuple[UUID, str]]:
    """Compensation that cannot be counted yet, and what would start it, by incident."""
    found = []
    for incident in incidents:
        if incident.under_18 and incident.reported_on is None:
            found.append(
                (incident.id, "Compensation for someone under 18 then is counted from the first report to police.")
            )
        elif incident.under_18 and incident.eighteenth is None:
            found.append((incident.id, "Add the 18th birthday to count the days for compensation."))
        elif not incident.under_18 and incident.last_on is None:
            found.append((incident.id, "Compensation is counted from the day it happened, which is not written down."))
    return found


def _of_steps(steps: Sequence[Step]) -> Iterator[Start]:
    for step in steps:
        for starts in _STARTS.get(step.code, ()):
            yield from starts(step, steps)


def _reported(step: Step, steps: Sequence[Step]) -> Iterator[Start]:
    yield Start(
        "support_referral", step.happened_on, "the report", step.row, step.incident,
        _next(steps, "REFERRED_SUPPORT", step), owed=True,
    )  # fmt: skip


def _tells(step: Step, steps: Sequence[Step]) -> Iterator[Start]:
    code, what = _TELLS[step.code]
    yield Start(code, step.happened_on, what, step.row, step.incident, step.told_on, owed=True)


def _stopped(step: Step, steps: Sequence[Step]) -> Iterator[Start]:
    codes = ("police_review",) if step.code == "NFA_POLICE" else ("cps_review_usual", "cps_review_latest")
    for code in codes if step.told_on else ():
        asked = _next(steps, "VRR_REQUEST", step)
        yield Start(code, step.told_on or step.happened_on, "being told", step.row, step.incident, asked)


def _review_asked(step: Step, steps: Sequence[Step]) -> Iterator[Start]:
    """Only the police scheme has its own days to answer in; the CPS gives none in our data."""
    stops = [each for each in steps if each.code in ("NFA_POLICE", "NFA_CPS") and each.happened_on <= step.happened_on]
    about = [each for each in stops if _same_matter(each, step)]
    if not about or max(about, key=lambda each: each.happened_on).code != "NFA_POLICE":
        return
    answered = _next(steps, "VRR_OUTCOME", step)
    said = min(filter(None, (step.second_on, answered)), default=None)
    yield Start("police_review_acknowledged", step.happened_on, "the request", step.row, step.incident, said, owed=True)
    yield Start("police_review_decided", step.happened_on, "the request", step.row, step.incident, answered, owed=True)


def _sentenced(step: Step, steps: Sequence[Step]) -> Iterator[Start]:
    yield Start("lenient_sentence", step.happened_on, "the sentence", step.row, step.incident)


def _result(step: Step, steps: Sequence[Step]) -> Iterator[Start]:
    what = "hearing from the court" if step.second_on else _RESULTS[step.code]
    start = step.second_on or step.happened_on
    yield Start("court_result_told", start, what, step.row, step.incident, step.told_on, owed=True)


def _compensation_decided(step: Step, steps: Sequence[Step]) -> Iterator[Start]:
    """The first decision can be reviewed; a later one is the answer to that, and can be appealed."""
    earlier = [each for each in _matter(steps, "CICA_DECISION", step) if _order(each) < _order(step)]
    if earlier:
        yield Start("compensation_appeal", step.happened_on, "the review decision", step.row, step.incident)
    else:
        later = _next(steps, "CICA_DECISION", step, strictly=True)
        yield Start("compensation_review", step.happened_on, "the decision", step.row, step.incident, later)


_STARTS: dict[str, tuple[Callable[[Step, Sequence[Step]], Iterator[Start]], ...]] = {
    "REPORTED": (_reported,), "ARREST": (_tells,), "SUSPECT_INTERVIEW": (_tells,), "BAIL_RUI": (_tells,),
    "NFA_POLICE": (_tells, _stopped), "NFA_CPS": (_tells, _stopped), "VRR_REQUEST": (_review_asked,),
    "VERDICT": (_result,), "SENTENCE": (_sentenced, _result), "CICA_DECISION": (_compensation_decided,),
}  # fmt: skip


def _of_incidents(steps: Sequence[Step], incidents: Sequence[IncidentFacts]) -> Iterator[Start]:
    for incident in incidents:
        yield from _compensation(incident, steps)
        yield from _civil(incident)


def _compensation(incident: IncidentFacts, steps: Sequence[Step]) -> Iterator[Start]:
    """Which of the three rules holds (domain.md 2.3); none when a day that it needs is not written down."""
    applied = min(
        (each.happened_on for each in steps if each.code == "CICA_APPLIED" and each.incident in (None, incident.id)),
        default=None,
    )
    reported = _first_report(incident, steps)
    chosen = _which_rule(incident, reported)
    if chosen is not None:
        code, on, what, note = chosen
        said = " ".join(filter(None, (note, "" if reported else "Not reported yet: a claim needs a report.", _ADVICE)))
        yield Start(code, on, what, incident.id, incident.id, applied, note=said)


def _which_rule(incident: IncidentFacts, reported: date | None) -> tuple[str, date, str, str] | None:
    if not incident.under_18:
        if incident.first_on is None:
            return None
        band = "" if incident.first_on == incident.last_on else "Counted from the first day it may have been. "
        young = "Other rules hold for someone under 18 then: ask their age." if incident.under_18 is None else ""
        return "compensation_adult", incident.first_on, "the incident", band + young
    if reported is None or incident.eighteenth is None:
        return None
    if reported < incident.eighteenth:
        return "compensation_child_reported_before_18", incident.eighteenth, "the 18th birthday", ""
    return "compensation_child_reported_after_18", reported, "the first report to police", ""


def _civil(incident: IncidentFacts) -> Iterator[Start]:
    """3 years from the incident or from knowing of the harm; a child's time does not run before the 18th birthday."""
    knew = (incident.knew_on, "knowing of the harm") if incident.knew_on else (incident.first_on, "the incident")
    first, what = knew
    if incident.under_18 and (first is None or incident.eighteenth is None or first < incident.eighteenth):
        first, what = incident.eighteenth, "the 18th birthday"
    if first is not None:
        yield Start(
            "civil_claim", first, what, incident.id, incident.id, note="Only a solicitor can say how it stands."
        )


def _first_report(incident: IncidentFacts, steps: Sequence[Step]) -> date | None:
    days = [each.happened_on for each in steps if each.code == "REPORTED" and each.incident in (None, incident.id)]
    return min([*days, *([incident.reported_on] if incident.reported_on else [])], default=None)


def _clock(
    start: Start, name: str, *, enhanced: bool, today: date, silent: Wishes, leads: Leads
) -> RunningClock | None:
    rule = rules()[start.code]
    length = rule.enhanced if enhanced and rule.enhanced else rule.length
    due = start.due or after(start.on, length)
    passed = start.ended is None and today > due and not start.owed
    if passed and not rule.afterwards:
        return None
    face = _face(start, length, due, today, passed=passed)
    source = f"{rule.source}{', enhanced rights' if rule.enhanced and enhanced else ''}"
    chosen: tuple[Lead, ...] = tuple(lead(words) for words in leads.get(start.code, rule.leads))
    return RunningClock(
        code=start.code, about=start.about, incident=start.incident, words=rule.title.format(name=name),
        how=told(start.on, length, due, start.what), source=source,
        note=" ".join(filter(None, (rule.afterwards if passed else "", start.note if start.ended is None else ""))),
        face=face, started=start.on, due=due, open=start.ended is None and not passed, owed=start.owed,
        silent=(start.code, start.about) in silent, reminders=reminders(chosen, start.on, due),
    )  # fmt: skip


def _face(start: Start, length: Length, due: date, today: date, *, passed: bool) -> Dial:
    if passed:
        return Dial("paused", 1.0, "The usual time is over", f"it was {long_day(due)}")
    if start.ended is None:
        return _open_dial(start.on, due, length, today)
    if start.ended <= due or not start.owed:
        return Dial("done", 1.0, "Kept" if start.owed else "Asked", f"on {short_day(start.ended)}")
    late = max(1, working_days_between(due, start.ended))
    return Dial("late", 1.0, f"{counted(late, 'working day')} late", f"on {short_day(start.ended)}")


def _open_dial(start: date, due: date, length: Length, today: date) -> Dial:
    detail = f"by {short_day(due)}"
    if today > due:
        return Dial("late", 1.0, f"{counted(max(1, working_days_between(due, today)), 'working day')} late", detail)
    share = 1 - (due - today).days / max(1, (due - start).days)
    if today == due:
        return Dial("soon", max(share, 0.9), "Today", detail)
    return Dial("soon" if share >= SOON else "calm", max(0.0, share), _left_words(length, due, today), detail)


def _left_words(length: Length, due: date, today: date) -> str:
    if length.unit == "working_days":
        return counted(max(1, working_days_between(today, due)), "working day")
    days = (due - today).days
    return counted(days // 30, "month") if days >= 90 else counted(days, "day")


def _same_matter(one: Step, other: Step) -> bool:
    """Steps of the same incident, or one of them about the whole case."""
    return one.incident is None or other.incident is None or one.incident == other.incident


def _matter(steps: Sequence[Step], code: str, step: Step) -> list[Step]:
    return [each for each in steps if each.code == code and _same_matter(each, step)]


def _next(steps: Sequence[Step], code: str, step: Step, *, strictly: bool = False) -> date | None:
    """The first day of such a step of the same matter, on or after this one."""
    least = step.happened_on + timedelta(days=1) if strictly else step.happened_on
    return min((each.happened_on for each in _matter(steps, code, step) if each.happened_on >= least), default=None)


def _order(step: Step) -> tuple[date, UUID]:
    return step.happened_on, step.row
