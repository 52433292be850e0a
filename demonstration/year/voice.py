"""Three consultations of the forum's year: what people said, what came of it, and what still waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from actionplan.models import Commitment
from actionplan.voice import rules, service
from actionplan.voice.models import AnswerKind, Method, TookPart, Topic
from agencies import queries as agencies
from core import clock
from core.actor import Actor
from core.scoping import current_session
from demonstration.stage import Cast, acting, days_ago


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that was said, and what came of it: its answer, after how many days, and how people were told."""

    topic: Topic
    said: str
    easy: str
    kind: AnswerKind | None = None
    words: str = ""
    plain: str = ""
    told: str = ""
    quoted: bool = False


LIGHTING = (
    Heard(
        Topic.SAFETY, "The two lanes behind the arches are dark after eleven, and that is where cars stop.",
        "It is too dark behind the arches.", AnswerKind.DONE,
        "The council put six lamps there and trims the hedge each spring.",
        "There are six new lamps. The hedge is cut each spring.", "Read out at both drop-ins",
    ),
    Heard(
        Topic.ENFORCEMENT, "When officers move everybody on, people end up where nobody knows them.",
        "When police move us on, we go where nobody knows us.", AnswerKind.DOING,
        "Before each operation the police now write down what it does to people who sex work, and the forum reads it.",
        "The police must now think first what it does to you. The forum reads it.", "On the sheet in the van",
    ),
    Heard(
        Topic.SERVICES, "I want somewhere to sit down at three in the morning where nobody wants anything from me.",
        "We want a place to sit at night.", AnswerKind.DOING,
        "There is a room. Staff for two nights a week are not found yet; a group of the forum works on it.",
        "We have a room. We are still looking for staff.", "Read out at both drop-ins", quoted=True,
    ),
    Heard(
        Topic.MONEY, "Outreach gives food, but people need bus fare in the morning more.",
        "We need bus fare more than food.", AnswerKind.CANNOT,
        "No member can give out money for fares: the funders of all three vans forbid it. We asked them again and they "
        "said no.",
        "We asked for bus fare money. The people who pay for the van said no.", "",
    ),
)  # fmt: skip
REPORTING = (
    Heard(
        Topic.REPORTING, "Nobody says what happens if I say nothing at all. That is the first thing I want to know.",
        "What happens if I say nothing?", AnswerKind.DONE,
        "It is the first line of the new leaflet now.", "It is the first line of the new leaflet.",
        "The testers got the next version", quoted=True,
    ),
    Heard(
        Topic.RESPECT, "At the hospital they stop looking at you once they read what you do.",
        "Hospital staff stop being kind when they know.", AnswerKind.DECIDING,
        "The forum asks the hospital trust to come to its meeting in January.",
        "We ask the hospital to come and talk in January.", "",
    ),
    Heard(
        Topic.REPORTING, "People would report online if they could do it in their own language.",
        "We want to report in our own language.",
    ),
)  # fmt: skip
STUDENTS = (
    Heard(
        Topic.SERVICES, "A leaflet has to look like nothing in particular, since it lies on a shared table.",
        "The leaflet should look like any other.", AnswerKind.DONE,
        "The leaflet looks like one about getting home safely.", "Now it looks like any leaflet.",
        "By the student advisers",
    ),
    Heard(Topic.HOUSING, "Landlords ask what the money comes from, and there is nobody to ask about it.",
          "Landlords ask where money comes from. Who can help?"),
)  # fmt: skip


def tell(cast: Cast) -> None:
    """Tell of three consultations."""
    _hold(cast, "mash_member", 240, _record(
        "Light, lanes and being moved on", "What would make tonight safer?", Method.STREET, "From the outreach van",
        TookPart.FROM_10, "MASH", "P4.6", access="In Romanian and Polish too, at two in the morning.",
        thanks="A hot drink for everybody; nobody had to answer for it.", not_heard="People who work indoors.",
    ), LIGHTING)  # fmt: skip
    _hold(cast, "num_lead", 70, _record(
        "Testing the leaflet about reporting", "Read it. What is missing, and what would you cross out?", Method.GROUP,
        "Two drop-ins in the city centre", TookPart.FROM_5, "NUM", "P1.8", access="Interpreters for two languages.",
        thanks="A £15 voucher each.", not_heard="Men, and people who only work online.",
    ), REPORTING)  # fmt: skip
    _hold(cast, "num_lead", 205, _record(
        "Students: what would help", "What should be in a leaflet, and where should it lie?", Method.ONLINE,
        "An online survey without log-in", TookPart.FROM_25, "NUM", "P4.2", thanks="Nothing; it took three minutes.",
        not_heard="Students who are new to Manchester.",
    ), STUDENTS)  # fmt: skip


def _record(
    title: str, asked: str, method: Method, setting: str, took_part: TookPart, agency: str, commitment: str,
    access: str = "", thanks: str = "", not_heard: str = "",
) -> rules.Record:  # fmt: skip
    today = clock.today()
    return rules.Record(
        title=title, asked=asked, method=method, setting=setting, held_from=today, held_to=today, took_part=took_part,
        agency_id=agencies.agency_by_code(agency).id, commitment_id=_commitment(commitment), told_first=True,
        nobody_named=True, access=access, thanks=thanks, not_heard=not_heard,
    )  # fmt: skip


def _commitment(code: str) -> UUID | None:
    return current_session().scalar(select(Commitment.id).where(Commitment.code == code).limit(1))


def _hold(cast: Cast, who: str, days: int, record: rules.Record, heard: tuple[Heard, ...]) -> None:
    with acting(cast, who, days_ago(days - 2, 11)) as actor:
        last = clock.today() - timedelta(days=2)
        row = service.record_consultation(actor=actor, record=replace(record, held_from=last, held_to=last))
        found = [(each, _say(actor, row.id, each)) for each in heard]
    with acting(cast, "mcc_coordinator", days_ago(max(days - 45, 3), 15)) as sam:
        for each, finding_id in found:
            if each.kind is not None:
                service.answer_finding(
                    actor=sam, finding_id=finding_id, kind=each.kind, words=each.words, easy=each.plain
                )
    with acting(cast, who, days_ago(max(days - 60, 2), 15)) as actor:
        for each, finding_id in found:
            if each.told:
                service.note_told(actor=actor, finding_id=finding_id, told_on=clock.today(), how=each.told)


def _say(actor: Actor, consultation_id: UUID, heard: Heard) -> UUID:
    saying = rules.Saying(heard.topic, heard.said, heard.easy, heard.quoted, heard.quoted)
    return service.add_finding(actor=actor, consultation_id=consultation_id, saying=saying).id
