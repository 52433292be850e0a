"""Families of cases: headlines over both kinds, then ISVA support and other casework apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cases import measures
from cases.justice import measures as justice
from reports.families.family import Family, Over, Shows

SEVERAL = frozenset({Shows.CELL, Shows.DIMENSION})
WAITS = frozenset({Shows.AGENCY, Shows.TOTAL})
#: Working days as they are counted: one by one up to 30, the rest together.
DAYS: Mapping[str, str] = {**{str(day): str(day) for day in range(31)}, "31+": "More than 30"}
OPENED, CLOSED = "Cases opened in the period", "Cases closed in the period"
ENHANCED = "With enhanced rights (ISVA) the limit is 1 working day, else 5; for a verdict or sentence always 1."


def families() -> Iterator[Family]:
    """Cases as each agency's worker counts them by quarter."""
    yield from _headlines()
    for kind, words in measures.KINDS.items():
        yield from _files(kind, words)
        yield from _support(kind, words)
        yield from _needs(kind, words)
        yield from _journey(kind, words)


def _headlines() -> Iterator[Family]:
    kinds = measures.KINDS
    yield _case("opened", "Cases opened", "cases", OPENED, "By the day on which the case was opened.", kinds)
    yield _case("open", "Cases open at the end", "cases", "Cases open on the last day of the period",
                "Opened by then and not closed by then.", kinds, over=Over.LAST,
                flow=("cases.opened", "cases.closed"))  # fmt: skip
    yield _case("closed", "Cases closed", "cases", CLOSED, "By the day of the last closing.", kinds)
    yield _case("contacts", "Support contacts in cases", "contacts", "Support contacts in cases in the period",
                "Tries that failed are in it; what was corrected counts once.", kinds)  # fmt: skip
    yield _case("people", "People with a case", "people", "People of each agency with a case open at any time in it",
                "Each agency counts its own people; one with both kinds of case is in both lines.", kinds,
                over=Over.NOTHING, shows=SEVERAL)  # fmt: skip
    yield _case("reported", "Whether cases were reported to police", "cases", "Cases open at any time in the period",
                "By what their journey says on the last day. Not reporting is a complete answer.",
                measures.REPORTED, over=Over.NOTHING, made_of=("cases.open", "cases.closed"))  # fmt: skip
    yield _case("workers", "Workers who lead open cases", "workers", "Workers who lead a case open on the last day",
                "Staff, not people supported.", kinds, over=Over.LAST, shows=SEVERAL, attributes=False,
                coarser=("cases.open", {kind: kind for kind in kinds}))  # fmt: skip


def _case(
    name: str, title: str, unit: str, population: str, definition: str, dimensions: Mapping[str, str],
    *, over: Over = Over.SUM, shows: frozenset[str] = frozenset(Shows), attributes: bool = True,
    flow: tuple[str, str] | None = None, made_of: tuple[str, ...] = (),
    coarser: tuple[str, Mapping[str, str]] | None = None,
) -> Family:  # fmt: skip
    return Family(
        code=f"cases.{name}", measure=f"cases.{name}", title=title, unit=unit, population=population,
        definition=definition, dimensions=dimensions, shows=shows, over=over, attributes=attributes, flow=flow,
        made_of=made_of, coarser=coarser,
    )  # fmt: skip


def of_kind(kind: str, words: str, name: str, title: str, unit: str, population: str, definition: str,
            dimensions: Mapping[str, str], **more: object) -> Family:  # fmt: skip
    """A family of one kind of case; its title and population begin with the kind."""
    return Family(
        code=f"{kind}.{name}", measure=f"{kind}.{name}", title=f"{words}: {title}", unit=unit,
        population=f"{words}: {population[:1].lower()}{population[1:]}", definition=definition, dimensions=dimensions,
        **more,  # type: ignore[arg-type]  # every caller passes fields of Family
    )  # fmt: skip


def _files(kind: str, words: str) -> Iterator[Family]:
    opened = {"parts_of": "cases.opened", "category": kind}
    closed = {"parts_of": "cases.closed", "category": kind}
    yield of_kind(kind, words, "source", "how people came", "cases", OPENED,
                  "As asked when the case was opened.", measures.SOURCES, **opened)  # fmt: skip
    yield of_kind(kind, words, "reported-opening", "reported to police when the case began", "cases", OPENED,
                  "By what the journey says 28 days after opening.", measures.REPORTED, **opened)  # fmt: skip
    yield of_kind(kind, words, "reported-end", "reported to police when the case ended", "cases", CLOSED,
                  "By what the journey says on the day of closing.", measures.REPORTED, **closed)  # fmt: skip
    yield of_kind(kind, words, "closed", "why cases were closed", "cases", CLOSED,
                  "Deaths are in “another reason” and never counted apart.", measures.closing_reasons(),
                  **closed)  # fmt: skip


def _support(kind: str, words: str) -> Iterator[Family]:
    contacts = {"parts_of": "cases.contacts", "category": kind}
    population = "Support contacts in the period"
    yield of_kind(kind, words, "contact-modes", "how contacts happened", "contacts", population,
                  "Tries that failed are in it.", measures.MODES, **contacts)  # fmt: skip
    yield of_kind(kind, words, "contact-outcomes", "what came of contacts", "contacts", population,
                  "Tries are counted apart from contacts that reached the person.", measures.OUTCOMES,
                  **contacts)  # fmt: skip
    yield of_kind(kind, words, "minutes", "time", "minutes", population, "As written down by the worker.",
                  measures.MINUTES, shows=SEVERAL, attributes=False)  # fmt: skip
    waits = (
        ("first-try-days", "days to the first try", OPENED, "From opening to the first contact of any outcome."),
        ("first-contact-days", "days to the first contact", OPENED,
         "From opening to the first time the person was reached."),
        ("assessment-days", "days to the first assessment", OPENED,
         "From opening to the first complete assessment of needs or risk."),
        ("waiting-days", "days waited so far", "Cases open at the end in which nobody was reached yet",
         "From opening to the last day of the period; the total is the waiting list."),
    )  # fmt: skip
    for name, title, whom, definition in waits:
        over, whole = (Over.LAST, "cases.open") if name == "waiting-days" else (Over.SUM, "cases.opened")
        tried = ((f"{kind}.first-try-days", None),) if name == "first-contact-days" else ()
        yield of_kind(kind, words, name, title, "cases", whom, f"{definition} In working days.", DAYS,
                      histogram=True, shows=WAITS, over=over, attributes=False,
                      inside=((whole, kind), *tried))  # fmt: skip


def _needs(kind: str, words: str) -> Iterator[Family]:
    inside, moj = (("cases.opened", kind),), {need: measures.moj_of(need) for need in measures.needs()}
    yield of_kind(kind, words, "needs", "needs", "cases", OPENED, "A case may have several needs.", measures.needs(),
                  shows=SEVERAL, attributes=False, inside=inside, coarser=(f"{kind}.needs-moj", moj))  # fmt: skip
    yield of_kind(kind, words, "needs-moj", "needs by category", "cases", OPENED,
                  "The eight categories of the Ministry of Justice’s framework of 2013; a case counts once in each.",
                  measures.MOJ, shows=SEVERAL, attributes=False, inside=inside)  # fmt: skip


def _journey(kind: str, words: str) -> Iterator[Family]:
    yield of_kind(kind, words, "milestones", "steps of the criminal justice journey", "cases",
                  "Cases in which the step happened in the period", "A case counts once for each step.",
                  justice.MILESTONES, shows=SEVERAL, attributes=False)  # fmt: skip
    yield of_kind(kind, words, "special-measures", "special measures at court", "measures",
                  "Special measures applied for or decided in the period",
                  "Youth Justice and Criminal Evidence Act 1999, sections 23 to 30.", justice.SPECIAL_MEASURES,
                  shows=SEVERAL, attributes=False)  # fmt: skip
    yield of_kind(kind, words, "compensation", "criminal injuries compensation", "cases",
                  "Cases in which a claim was made or answered in the period", "A case counts once for each.",
                  justice.COMPENSATION, shows=SEVERAL, attributes=False)  # fmt: skip
    yield of_kind(kind, words, "rights-told", "news that the Victims’ Code says must be told", "steps",
                  "Steps in the period whose news is owed to the person", ENHANCED, justice.TOLD)  # fmt: skip
    yield of_kind(kind, words, "rights-met", "rights of the Victims’ Code", "rights",
                  "Rights written down in cases open at any time in the period",
                  "Whether each was met, as the person sees it.", justice.RIGHTS, over=Over.NOTHING)  # fmt: skip
