"""Contacts, tries, notes and tasks of the two files: a month in which somebody was hard to reach, then easier."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from cases.contacts import service as contacts
from cases.contacts.models import NoteKind
from cases.models import ContactMode, ContactOutcome
from cases.tasks import service as tasks
from core import clock
from core.actor import Actor
from demonstration.files.scene import Scene
from demonstration.stage import acting, days_ago

#: Days ago, hour, how, how it went, with whom, minutes, purpose, place, what was done.
IVYS = (
    (48, 11, "telephone", "reached", "person", 35, "first", "remote", "Said hello, and what we do and do not do. Texts "
     "suit best. Agreed to meet at our place."),
    (45, 14, "face_to_face", "reached", "person", 60, "information", "ours", "Went through the ways to report, and not "
     "to. No decision wanted yet. Took the leaflet."),
    (38, 15, "telephone", "no_reply", "person", 0, "support", "remote", ""),
    (36, 11, "text", "message", "person", 2, "support", "remote", "“Hi, it is Robin. No need to answer today.”"),
    (34, 16, "telephone", "not_safe", "person", 1, "support", "remote", "Could not talk. Rang off, as agreed."),
    (31, 12, "text", "reached", "person", 10, "practical", "remote", "Asked about a GP who does not need an address."),
    (24, 10, "accompaniment", "reached", "person", 150, "health", "health", "Went along to the clinic. Waited there."),
    (17, 13, "telephone", "reached", "professional", 20, "advocacy", "remote", "Asked Witness Care who writes to her."),
    (10, 14, "face_to_face", "reached", "person", 55, "assessment", "ours", "Looked at what changed. Sleeps better."),
    (3, 15, "telephone", "no_reply", "person", 0, "support", "remote", ""),
)  # fmt: skip
WILMAS = (
    (20, 11, "outreach", "reached", "person", 25, "practical", "outreach", "Went through the housing form together."),
    (6, 16, "text", "message", "person", 2, "practical", "remote", "Asked whether the letter from housing came."),
)
MARGINS = {"health": 40, "ours": 0}


def tell(scene: Scene) -> None:
    """Fill in what was done with Ivy and with Wilma, and what is still to do."""
    for row in IVYS:
        _log(scene, "num_isva", scene.ivy_case, row)
    for row in WILMAS:
        _log(scene, "mash_caseworker", scene.wilma_case, row)
    _notes(scene)
    _tasks(scene)


def _log(scene: Scene, worker: str, case_id: UUID, row: tuple[Any, ...]) -> None:
    days, hour, mode, outcome, whom, minutes, purpose, place, note = row
    with acting(scene.cast, worker, days_ago(days, hour, 45)) as actor:
        contacts.add_contact(
            actor=actor, case_id=case_id, at=clock.now() - timedelta(minutes=minutes), minutes=minutes,
            mode=ContactMode(mode), outcome=ContactOutcome(outcome), with_whom=whom, note=note, purpose=purpose,
            place=place, travel_minutes=MARGINS.get(place, 0), interpreter="not-needed",
        )  # fmt: skip


def _notes(scene: Scene) -> None:
    with acting(scene.cast, "num_isva", days_ago(23, 9)) as actor:
        wrong = contacts.write_note(
            actor=actor, case_id=scene.ivy_case, words="The clinic wants to see Ivy again in four weeks."
        )
        wrong_id = wrong.id
    with acting(scene.cast, "num_isva", days_ago(22, 9)) as actor:
        contacts.correct_note(
            actor=actor, case_id=scene.ivy_case, note_id=wrong_id, version=0, why="Misheard",
            words="The clinic wants to see Ivy again in six weeks.",
        )  # fmt: skip
        contacts.write_note(
            actor=actor, case_id=scene.ivy_case, kind=NoteKind.RESTRICTED, about_others=True,
            words="Her counsellor rang: sessions go on until the spring. Nothing of what is said there is noted here.",
        )  # fmt: skip


def _tasks(scene: Scene) -> None:
    with acting(scene.cast, "num_isva", days_ago(10, 15)) as actor:
        done = _task(actor, scene.ivy_case, "Send the list of GPs without proof of address", 3)
        _task(actor, scene.ivy_case, "Ring Witness Care about who writes to Ivy", 8)
        _task(actor, scene.ivy_case, "Text Ivy before Thursday", 10)
        _task(actor, scene.ivy_case, "Ask the clinic for the date in writing", 15)
    with acting(scene.cast, "num_isva", days_ago(8, 12)) as actor:
        tasks.finish_task(actor=actor, case_id=scene.ivy_case, task_id=done)
    with acting(scene.cast, "mash_caseworker", days_ago(6, 16)) as actor:
        _task(actor, scene.wilma_case, "Ask housing what became of the form", 7)


def _task(actor: Actor, case_id: UUID, title: str, days: int) -> UUID:
    return tasks.add_task(actor=actor, case_id=case_id, title=title, due_on=clock.today() + timedelta(days=days)).id
