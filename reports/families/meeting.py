"""Families of outreach, and of records and consents: meetings and contacts, never different people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outreach import measures
from reports.families.family import ALL, Family, Shows

SEVERAL = frozenset({Shows.CELL, Shows.DIMENSION})
MEETINGS = "Everybody met on outreach in the period; one person met twice counts twice"
CONTACTS = "Contacts written down on outreach in the period"


def families() -> Iterator[Family]:
    """Outreach as each agency's worker counts it by quarter, then records and consents."""
    yield Family(
        code="outreach.sessions", measure="outreach.sessions", title="Outreach sessions", unit="sessions",
        population="Outreach sessions held in the period",
        definition="An outing of an agency’s outreach team, by way of meeting. The agency’s own work, not people.",
        dimensions=measures.modes(), attributes=False,
    )  # fmt: skip
    yield Family(
        code="outreach.minutes", measure="outreach.minutes", title="Minutes of outreach", unit="minutes",
        population="Outreach sessions that ended", definition="From the beginning to the end of each session.",
        dimensions={ALL: "All sessions"}, attributes=False,
    )  # fmt: skip
    yield Family(
        code="outreach.headcount", measure="outreach.headcount", title="Times someone was met on outreach",
        unit="meetings, not people", population=MEETINGS,
        definition="Headcounts of sessions, by whether the agency knew them.", dimensions=measures.HEADS,
    )  # fmt: skip
    yield Family(
        code="outreach.contacts", measure="outreach.contacts", title="Contacts written down on outreach",
        unit="contacts", population=CONTACTS, definition="By whether the agency had met them before.",
        dimensions=measures.MET_BEFORE,
    )  # fmt: skip
    yield _of_contacts("reporting", "What they think of reporting", measures.REPORTING)
    yield _of_contacts("offered", "Whether a referral was offered", measures.ANSWERS)
    yield Family(
        code="outreach.accepted", measure="outreach.accepted", title="Whether an offered referral was accepted",
        unit="contacts", population="Contacts on outreach at which a referral was offered",
        definition="What they said to the offer.", dimensions=measures.ANSWERS,
        parts_of="outreach.offered", category="yes",
    )  # fmt: skip
    yield _listed("items", "Things given", "things", "Items handed out, by kind; the number of each.", measures.items())
    yield _listed("done", "What was done", "contacts", "A contact may count under several.", measures.done())
    yield _listed(
        "told", "What people were told about", "contacts", "A contact may count under several.", measures.told()
    )
    yield _listed(
        "concerns", "What gave concern", "contacts", "A contact may count under several.", measures.concerns()
    )
    yield _listed("barriers", "What keeps people from reporting", "contacts", "One at most a contact.",
                  measures.barriers())  # fmt: skip
    yield from _records()


def _of_contacts(name: str, title: str, dimensions: Mapping[str, str]) -> Family:
    return Family(
        code=f"outreach.{name}", measure=f"outreach.{name}", title=title, unit="contacts", population=CONTACTS,
        definition="The answer written down at each contact; nothing written down is “not asked”.",
        dimensions=dimensions, parts_of="outreach.contacts",
    )  # fmt: skip


def _listed(name: str, title: str, unit: str, definition: str, dimensions: Mapping[str, str]) -> Family:
    return Family(
        code=f"outreach.{name}", measure=f"outreach.{name}", title=title, unit=unit, population=CONTACTS,
        definition=definition, dimensions=dimensions, shows=SEVERAL, attributes=False,
        inside=(("outreach.contacts", None),) if unit == "contacts" else (),
    )  # fmt: skip


def _records() -> Iterator[Family]:
    yield Family(
        code="people.new", measure="people.new", title="Records begun", unit="records",
        population="Records of people that agencies began in the period",
        definition="Each agency counts its own; somebody known to two agencies is in both.",
        dimensions={ALL: "All records"},
    )  # fmt: skip
    yield Family(
        code="people.consents", measure="people.consents", title="Consents asked for", unit="consents",
        population="Consents to share that were asked for in the period",
        definition="Agreed: to at least one kind of information.",
        dimensions={"agreed": "Agreed", "refused": "Refused"},
    )  # fmt: skip
    yield Family(
        code="people.withdrawn", measure="people.withdrawn", title="Consents taken back", unit="consents",
        population="Consents taken back in the period", definition="By the day on which the person said so.",
        dimensions={ALL: "All consents"},
    )  # fmt: skip
