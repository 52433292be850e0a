"""What the root of a case file gives to its page, its timeline and its print: states, team, needs, what is wanted."""

from __future__ import annotations

from cases import catalogue, queries, rules
from cases.models import Case, CaseStateChange, CaseTeamChange, TeamChange
from cases.parts import Entry, Part, Piece, Section
from cases.queries.files import worker_names
from cases.reading import legible
from core.actor import Actor
from core.words import long_day
from people import queries as people_queries
from people.words import contact_paragraphs

KINDS = {"states": "Changes of state", "team": "Case team"}
TEAM_WORDS = {
    TeamChange.JOINED: "{name} joined the case team",
    TeamChange.LEFT: "{name} left the case team",
    TeamChange.LEADS: "{name} leads this case now",
}


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """Changes of state and of the team: three statements."""
    changes = queries.team_changes_of(actor, case, most)
    names = worker_names(actor, [row.user_id for row in changes])
    states = [_state_entry(row) for row in queries.changes_of(actor, case, most)]
    return states + [_team_entry(row, names.get(row.user_id, "Somebody")) for row in changes]


def paper(actor: Actor, case: Case) -> list[Section]:
    """The overview for print and export: who, safe contact, what they want, needs, team, and every state."""
    return [_who(actor, case), _states(actor, case)]


def needs_words(case: Case) -> list[str]:
    """The needs of a case in words."""
    return [catalogue.need_words().get(code, code) for code in case.needs]


def state_words(row: CaseStateChange) -> str:
    """A change of state as a title."""
    return "Case opened" if row.from_state is None else f"Case now: {rules.STATE_WORDS[row.to_state].lower()}"


def _state_entry(row: CaseStateChange) -> Entry:
    why = catalogue.closing_reasons().get(row.reason_code or "", "")
    return Entry(
        kind="states", title=state_words(row), at=row.at, row_id=row.id, author=row.changed_by,
        paragraphs=[why, legible(row, "reason")],
    )  # fmt: skip


def _team_entry(row: CaseTeamChange, name: str) -> Entry:
    until = f" (until {long_day(row.until)})" if row.until else ""
    return Entry(
        kind="team", title=TEAM_WORDS[row.change].format(name=name) + until, at=row.at, row_id=row.id,
        author=row.changed_by, byline="by", paragraphs=[legible(row, "reason")],
    )  # fmt: skip


def _who(actor: Actor, case: Case) -> Section:
    alias, reference = people_queries.aliases(actor, [case.person_id]).get(case.person_id, ("Erased", ""))
    contact = people_queries.safe_contact(actor, case.person_id)
    team = [f"{member.name}{' (lead)' if member.leads else ''}" for member in queries.team_of(actor, case)]
    rows = [
        ("Name to use", alias), ("Record", reference), ("Case", case.reference), ("For", rules.KIND_WORDS[case.kind]),
        ("Opened", long_day(case.opened_at)), ("Now", rules.STATE_WORDS[case.state]), ("Team", ", ".join(team)),
        ("Came to us", catalogue.CAME_BY.get(case.came_by or "", "Not asked")),
        ("Needs", "; ".join(needs_words(case)) or "Not asked"),
    ]  # fmt: skip
    pieces = [Piece(rows=rows), Piece("Safe contact", "\n".join(contact_paragraphs(contact)) or "Not asked.")]
    wants = legible(case, "wants")
    pieces += [Piece(f"What {alias} wants from this case", wants, own=True)] if wants else []
    practical = legible(case, "practical")
    return Section("overview", "Overview", [*pieces, *([Piece("Good to know", practical)] if practical else [])])


def _states(actor: Actor, case: Case) -> Section:
    changes = list(reversed(queries.changes_of(actor, case, 500)))
    rows = [(long_day(row.at), _state_line(row)) for row in changes]
    return Section("states", "Where the case stood", [Piece(rows=rows)])


def _state_line(row: CaseStateChange) -> str:
    why = [catalogue.closing_reasons().get(row.reason_code or "", ""), legible(row, "reason")]
    return ". ".join(text.rstrip(".") for text in [state_words(row), *why] if text) + "."


PART = Part(key="overview", label="Overview", endpoint="cases.show_case", kinds=KINDS, timeline=timeline, paper=paper)
