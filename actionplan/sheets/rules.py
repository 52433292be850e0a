"""What a spreadsheet of actions has to say, cell by cell: pure questions, answered with every error at once.

Source: domain.md 6.2 (one owner agency and one owner; impact on people is mandatory).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from actionplan import rules as plan_rules
from actionplan.models import Progress
from actionplan.rules import THEMES, NewAction
from actionplan.sheets.models import SheetState as SheetState
from actionplan.sheets.reading import Grid, Raw, letter_of
from core.forms import day_typed
from core.words import counted, listed, long_day

MOST_ACTIONS = 2_000
#: How long a right sheet waits for a yes before it is thrown away.
KEPT_FOR = timedelta(days=14)
STATE_WORDS = {
    SheetState.WAITING: "Waits for a yes", SheetState.STORED: "In the plan", SheetState.DROPPED: "Thrown away",
}  # fmt: skip
STATE_TAGS = {SheetState.WAITING: "amber", SheetState.STORED: "green", SheetState.DROPPED: "grey"}
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
SEPARATOR = ";"
STATES = (Progress.NOT_STARTED, Progress.IN_PROGRESS, Progress.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: its heading in the template, other headings that are understood, and what goes in."""

    key: str
    heading: str
    hint: str
    needed: bool = True
    longest: int = 0
    also: tuple[str, ...] = ()
    asks: str = ""


COLUMNS = (
    Column("commitment", "Commitment", "The code of the commitment it serves, such as P1.3.",
           also=("commitment code",), asks="Give the code of a commitment."),
    Column("title", "Action", "What will be done.", longest=200, also=("what will be done", "title"),
           asks="Say what will be done."),
    Column("output", "Output", "What there will be to show.", longest=200, also=("to show", "outputs"),
           asks="Say what there will be to show."),
    Column("impact", "Impact on people", "What it changes for people who sex work. Never empty.", longest=500,
           also=("impact", "impact on people who sex work"), asks="Say what this changes for people who sex work."),
    Column("agency", "Owner agency", "One member, by its name or short name.", also=("agency", "lead agency"),
           asks="Name the agency that owns it."),
    Column("owner", "Owner", "One owner, by job title. No personal names.", longest=80, also=("owner job title",),
           asks="Name the owner’s job."),
    Column("starts", "Starts", "A date, such as 1/12/2026.", also=("start", "start date"), asks="Enter the start."),
    Column("due", "Due", "A date, on or after the start.", also=("due date",), asks="Enter the due date."),
    Column("progress", "Progress", "Not started, In progress or On hold. Empty means not started.", needed=False),
    Column("done", "Done %", "0 to 99. Empty means 0.", needed=False, also=("done", "% done", "percent done")),
    Column("supporters", "Supporters", "Members that help, with ; between them.", needed=False,
           also=("supporting agencies",)),
    Column("themes", "Themes", "From the list below, with ; between them.", needed=False, also=("theme",)),
    Column("funding", "Resources and funding", "In words, if there is any.", needed=False, longest=300,
           also=("funding", "resources")),
    Column("reference", "Reference", "Leave it empty: the plan gives each action its own.", needed=False,
           also=("ref",)),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
#: What a person fills in; the reference is understood only to say that it is taken.
TEMPLATE = tuple(column.heading for column in COLUMNS if column.key != "reference")


@dataclass(frozen=True, slots=True)
class SheetError:
    """One cell that is wrong: its row and column as a spreadsheet shows them, what it says, and the mend."""

    row: int
    letter: str
    heading: str
    said: str
    reason: str

    @property
    def place(self) -> str:
        """“F17”, as a spreadsheet names the cell."""
        return f"{self.letter}{self.row}"


@dataclass(frozen=True, slots=True)
class Known:
    """What the cells are held against, by folded words: commitments, members, former members, and the plan itself."""

    commitments: Mapping[str, UUID]
    agencies: Mapping[str, UUID]
    former: frozenset[str] = frozenset()
    taken: Mapping[tuple[UUID, str], str] = field(default_factory=dict)
    references: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One right row: where it stood, and the action that it makes."""

    number: int
    action: NewAction


@dataclass(frozen=True, slots=True)
class Checked:
    """What a sheet says: its right rows, every error, and the columns that were not read."""

    rows: tuple[SheetRow, ...]
    errors: tuple[SheetError, ...]
    unread: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """True when every row is right, and there is one."""
        return bool(self.rows) and not self.errors


def folded(words: object) -> str:
    """Words as they are compared: without case, and with single spaces."""
    return " ".join(str(words).casefold().split())


def checked(grid: Grid, known: Known) -> Checked:
    """Read a sheet: the first filled row gives the headings, each further one an action; empty rows count for nothing.

    Every wrong cell is one error, and so is a heading that is missing or comes twice.
    """
    top = next((place for place, row in enumerate(grid) if any(cell is not None for cell in row)), None)
    if top is None:
        return Checked((), (SheetError(1, "A", "Headings", "", f"Write the headings: {listed(list(TEMPLATE))}."),), ())
    places, unread, errors = _headings(top + 1, grid[top])
    if errors:
        return Checked((), tuple(errors), unread)
    reader = _Reader(known, places)
    for number, row in enumerate(grid[top + 1 :], top + 2):
        if any(cell is not None for cell in row):
            reader.read(number, row)
    if not reader.rows and not reader.errors:
        reader.errors.append(SheetError(top + 2, "A", "", "", "Write at least one action under the headings."))
    if len(reader.rows) > MOST_ACTIONS:
        many = f"This is {counted(len(reader.rows), 'action')}. Send at most {MOST_ACTIONS:,} at a time."
        reader.errors.append(SheetError(reader.rows[MOST_ACTIONS].number, "A", "", "", many))
    return Checked(tuple(reader.rows), tuple(reader.errors), unread)


def _headings(number: int, row: Sequence[Raw]) -> tuple[dict[str, int], tuple[str, ...], list[SheetError]]:
    by_words = {words: column.key for column in COLUMNS for words in (folded(column.heading), *column.also)}
    places: dict[str, int] = {}
    unread: list[str] = []
    errors: list[SheetError] = []
    for place, cell in enumerate(row):
        key = by_words.get(folded(cell)) if cell is not None else None
        if key is None:
            unread.extend([str(cell)] if cell is not None else [])
        elif key in places:
            twice = f"“{cell}” stands in column {letter_of(places[key])} too. Keep one of them."
            errors.append(SheetError(number, letter_of(place), BY_KEY[key].heading, str(cell), twice))
        else:
            places[key] = place
    end = letter_of(len(row))
    errors += [
        SheetError(number, end, column.heading, "", f"Add a column “{column.heading}”. {column.hint}")
        for column in COLUMNS if column.needed and column.key not in places
    ]  # fmt: skip
    return places, tuple(unread), errors


class _Reader:
    """Reads one row after another, and remembers what came before."""

    def __init__(self, known: Known, places: Mapping[str, int]) -> None:
        self.known = known
        self.places = places
        self.rows: list[SheetRow] = []
        self.errors: list[SheetError] = []
        self.seen: dict[tuple[UUID, str], int] = {}

    def read(self, number: int, cells: Sequence[Raw]) -> None:
        """One row: an action when every cell is right, else its errors."""
        row = _Row(self, number, cells)
        action = row.action()
        if action is not None and self._is_new(row, action):
            self.rows.append(SheetRow(number, action))

    def _is_new(self, row: _Row, action: NewAction) -> bool:
        same = (action.commitment_id, folded(action.title))
        if same in self.known.taken:
            row.wrong("title", f"The plan has this action already: {self.known.taken[same]}. Take the row out.")
            return False
        if same in self.seen:
            row.wrong("title", f"This is the same action as in row {self.seen[same]}. Take one of them out.")
            return False
        self.seen[same] = row.number
        return True


class _Row:
    """The cells of one row, by the column's key; each question notes its own error."""

    def __init__(self, reader: _Reader, number: int, cells: Sequence[Raw]) -> None:
        self.reader = reader
        self.number = number
        self.cells = cells
        self.is_wrong = False

    def cell(self, key: str) -> Raw:
        """What stands in a column; None when it is empty or the sheet has no such column."""
        place = self.reader.places.get(key)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def wrong(self, key: str, reason: str) -> None:
        """Note an error of this row."""
        self.is_wrong = True
        place, said = self.reader.places.get(key, 0), self.cell(key)
        shown = long_day(said) if isinstance(said, date) else "" if said is None else str(said)
        self.reader.errors.append(
            SheetError(self.number, letter_of(place), BY_KEY[key].heading, shown[:80], reason)
        )  # fmt: skip

    def action(self) -> NewAction | None:
        """The action that the row makes; None when a cell is wrong."""
        self._refuse_reference()
        commitment = self._one_of("commitment", self.reader.known.commitments, "is no commitment of this strategy")
        words = {key: self._words(key) for key in ("title", "output", "impact", "owner", "funding")}
        agency = self._agency()
        starts, due = self._day("starts"), self._day("due")
        progress, done = self._progress()
        themes, supporters = self._themes(), self._supporters(agency)
        if starts and due and not plan_rules.dates_run_forwards(starts, due).allowed:
            self.wrong("due", f"This is before the start, {long_day(starts)}.")
        if self.is_wrong or commitment is None or agency is None or starts is None or due is None:
            return None
        return NewAction(
            commitment_id=commitment, title=words["title"], output=words["output"], impact=words["impact"],
            owner_agency_id=agency, owner_name=words["owner"], starts_on=starts, due_on=due, themes=themes,
            supporters=supporters, funding=words["funding"], progress=progress, done_percent=done,
        )  # fmt: skip

    def _refuse_reference(self) -> None:
        said = self.cell("reference")
        if said is None:
            return
        if folded(said) in self.reader.known.references:
            self.wrong("reference", f"{said} is in the plan already. Take the row out: a sheet only adds actions.")
        else:
            self.wrong("reference", "Leave this empty: the plan gives each action its own reference.")

    def _words(self, key: str) -> str:
        column, said = BY_KEY[key], self.cell(key)
        words = "" if said is None else long_day(said) if isinstance(said, date) else str(said).strip()
        if not words and column.needed:
            self.wrong(key, column.asks)
        elif len(words) > column.longest:
            self.wrong(key, f"This has {len(words):,} characters. Say it in {column.longest} or fewer.")
        return words

    def _one_of(self, key: str, offered: Mapping[str, UUID], otherwise: str) -> UUID | None:
        said = self.cell(key)
        if said is None:
            self.wrong(key, BY_KEY[key].asks)
            return None
        found = offered.get(folded(said))
        if found is None:
            self.wrong(key, f"“{said}” {otherwise}.")
        return found

    def _agency(self) -> UUID | None:
        said = self.cell("agency")
        if said is not None and folded(said) in self.reader.known.former:
            self.wrong("agency", f"“{said}” is not a member any more. Choose who took its place.")
            return None
        return self._one_of("agency", self.reader.known.agencies, "is not a member")

    def _day(self, key: str) -> date | None:
        said = self.cell(key)
        if said is None:
            self.wrong(key, BY_KEY[key].asks)
            return None
        day = said if isinstance(said, date) else day_typed(said) if isinstance(said, str) else None
        if day is None:
            self.wrong(key, "Enter a real date with its year, such as 1/12/2026.")
        elif not EARLIEST <= day <= LATEST:
            self.wrong(key, f"Check the year of {long_day(day)}.")
            return None
        return day

    def _progress(self) -> tuple[Progress, int]:
        said, done = self.cell("progress"), self._percent()
        offered = {folded(plan_rules.PROGRESS_WORDS[state]): state for state in STATES}
        progress = Progress.NOT_STARTED if said is None else offered.get(folded(said))
        if progress is None:
            words = listed([plan_rules.PROGRESS_WORDS[state] for state in STATES]).replace(" and ", " or ")
            self.wrong("progress", f"Choose {words}. What is over is not added to the plan.")
        elif done is not None:
            answer = plan_rules.report_is_consistent(progress, done)
            if not answer.allowed:
                self.wrong("done" if "done" in self.reader.places else "progress", answer.reason)
        return progress or Progress.NOT_STARTED, done or 0

    def _percent(self) -> int | None:
        said = self.cell("done")
        if said is None:
            return 0
        words = str(said).strip().removesuffix("%").strip()
        if isinstance(said, float) and 0 < said < 1:  # a cell that shows 40% holds 0.4
            return round(said * 100)
        if not words.isdecimal() or int(words) > 99:
            self.wrong("done", "Enter a whole number, 0 to 99.")
            return None
        return int(words)

    def _themes(self) -> tuple[str, ...]:
        offered = {folded(words): code for code, words in THEMES.items()} | {code: code for code in THEMES}
        chosen: list[str] = []
        for said in _parts(self.cell("themes")):
            code = offered.get(folded(said))
            if code is None:
                self.wrong("themes", f"“{said}” is not one of the themes.")
            elif code not in chosen:
                chosen.append(code)
        return tuple(chosen)

    def _supporters(self, owner: UUID | None) -> tuple[UUID, ...]:
        chosen: list[UUID] = []
        for said in _parts(self.cell("supporters")):
            agency = self.reader.known.agencies.get(folded(said))
            if agency is None:
                self.wrong("supporters", f"“{said}” is not a member.")
            elif agency == owner:
                self.wrong("supporters", f"“{said}” owns it. An owner does not support itself.")
            elif agency not in chosen:
                chosen.append(agency)
        return tuple(chosen)


def _parts(said: Raw) -> list[str]:
    return [part.strip() for part in str(said).split(SEPARATOR) if part.strip()] if said is not None else []


def texts_of(rows: Iterable[SheetRow]) -> dict[str, str]:
    """What members will read of the rows, by row and column: this is looked through before it is stored.

    Words that stand in many rows are looked through once, where they stand first.
    """
    first: dict[str, str] = {}
    for row in rows:
        said = {
            "title": row.action.title, "output": row.action.output, "impact": row.action.impact,
            "owner": row.action.owner_name, "funding": row.action.funding,
        }  # fmt: skip
        for key, words in said.items():
            first.setdefault(words, f"Row {row.number}, {BY_KEY[key].heading}")
    return {place: words for words, place in first.items() if words}
