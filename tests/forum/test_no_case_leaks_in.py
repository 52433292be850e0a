"""No case is discussed in the forum: a marker name is found in every kind of text before others read it.

It stands on a page or in a published file only where its author said why, and that is on record.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from actionplan import queries as plans
from actionplan.groups import queries as groups
from actionplan.groups import service as group_service
from actionplan.models import Priority, Progress, Rag
from actionplan.service import report_progress
from core import making
from core.actor import Actor
from core.db import db
from forum.minutes import publishing
from forum.minutes import queries as minutes
from forum.minutes import service as minutes_service
from forum.papers import service as papers
from forum.papers.models import Classification, PaperPurpose
from forum.reporting import reading
from people.leaks.models import LeakNote
from people.leaks.rules import LeakAnswer
from people.leaks.service import Found
from tests.forum import room
from tests.forum.reporting.conftest import BLANK
from tests.house import House

MARKER = "Zephyrine"
LEAK = f"The drop-in opened twice a week. {MARKER} asked for a lift home."
CLEAN = "The drop-in opened twice a week. Warm drinks were asked for."
REASON = "An invented name, for a test alone."


def written(write: Callable[[str, LeakAnswer | None], Any], *, keep: bool) -> Any:
    """Send a text as its author does: it is stopped with the marker, then cleaned, or sent again with a reason."""
    with pytest.raises(Found) as stopped:
        write(LEAK, None)
    assert MARKER in {each.found for each in stopped.value.findings}
    db.session.rollback()
    if not keep:
        return write(CLEAN, None)
    shown = frozenset(each.key for each in stopped.value.findings)
    with pytest.raises(Found):
        write(LEAK, LeakAnswer(shown, ""))
    db.session.rollback()
    return write(LEAK, LeakAnswer(shown, REASON))


def holds_it(house: House, path: str) -> bool:
    """Whether a member reads the marker on a page or in a file; the words around it are there in any case."""
    answer = house.client("num_lead").get(path)
    assert answer.status_code == 200, path
    if answer.mimetype == "application/pdf":
        words = " ".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.data)).pages)
    else:
        words = answer.get_data(as_text=True)
    assert "drop-in opened twice" in " ".join(words.split()), path
    return MARKER in words


def kept(kind: str, row_id: UUID) -> int:
    """How often the marker is on record for a text, with its reason."""
    found = select(func.count()).select_from(LeakNote).where(
        LeakNote.kind == kind, LeakNote.row_id == row_id, LeakNote.found == MARKER, LeakNote.reason == REASON
    )  # fmt: skip
    return db.session.scalar(found) or 0


@pytest.mark.parametrize("keep", [False, True], ids=["taken out", "let stand"])
def test_a_paper(house: House, next_id: UUID, keep: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "drawn", lambda *_: BLANK)  # the progress report holds no words of a paper
    facts = papers.PaperFacts(
        title="Warm drinks", author_agency_id=house.agency("MASH").id, author_name="Outreach lead",
        purpose=PaperPurpose.DISCUSSION, classification=Classification.MEMBERS,
    )  # fmt: skip

    def add(actor: Actor, words: str, answer: LeakAnswer | None) -> UUID:
        content = papers.PaperContent(words=words)
        return papers.add_paper(actor=actor, meeting_id=next_id, facts=facts, content=content, answer=answer).id

    with house.acting("mash_member") as ruby:
        paper_id = written(lambda words, answer: add(ruby, words, answer), keep=keep)
        db.session.commit()
    assert kept("paper", paper_id) == int(keep)
    house.client("num_lead").post(f"/forum/meetings/{next_id}/pack")
    assert making.make_due() == 1
    for path in (f"/forum/papers/{paper_id}", f"/forum/papers/{paper_id}/versions/1",
                 f"/forum/meetings/{next_id}/pack.pdf"):  # fmt: skip
        assert holds_it(house, path) is keep


@pytest.mark.parametrize("keep", [False, True], ids=["taken out", "let stand"])
def test_an_update_of_an_action(house: House, next_id: UUID, keep: bool) -> None:
    actor = house.actor("mash_member")
    rows = plans.plan(plans.current_strategy().id).actions
    row = next(each for each in rows if each.owner_agency_id == actor.agency_id and each.progress != Progress.COMPLETE)
    db.session.rollback()

    def report(words: str, answer: LeakAnswer | None) -> UUID:
        return report_progress(
            actor=actor, action_id=row.id, version=row.version, progress=Progress.IN_PROGRESS, done_percent=40,
            stated_rag=None, stated_reason="", words=words, answer=answer,
        ).id  # fmt: skip

    with house.acting("mash_member"):
        update_id = written(report, keep=keep)
        db.session.commit()
    assert kept("action update", update_id) == int(keep)
    assert holds_it(house, f"/action-plan/actions/{row.id}") is keep


@pytest.mark.parametrize("keep", [False, True], ids=["taken out", "let stand"])
def test_minutes(house: House, keep: bool) -> None:
    meeting_id, later = room.today(days=-7), room.today()
    room.seat(house, meeting_id, "MASH", "NUM")
    item_id = room.items(house, meeting_id)[6]
    with house.acting("mcc_coordinator") as sam:
        where: dict[str, Any] = {"actor": sam, "meeting_id": meeting_id}
        minutes_id = minutes_service.begin_minutes(**where).id
        entry_id = minutes_service.add_entry(**where, item_id=item_id, words=LEAK, version=1).id
        db.session.commit()

        def send(words: str, answer: LeakAnswer | None) -> None:
            if words != LEAK:
                minutes_service.change_entry(actor=sam, entry_id=entry_id, version=1, words=words, confidential=False)
            publishing.send_minutes(**where, version=1, answer=answer)

        written(send, keep=keep)
        db.session.commit()
    with house.acting("mcc_chair") as chair:
        publishing.review_minutes(actor=chair, meeting_id=meeting_id, version=2)
        db.session.commit()
    with house.acting("mcc_coordinator"):
        publishing.approve_minutes(**where, version=3, at_meeting_id=later)
        publishing.publish_minutes(**where, version=4)
        edition = minutes.edition(sam, minutes_id)
        assert edition is not None
        assert (MARKER in str(edition.content)) is keep
        db.session.commit()
    assert kept("minutes", minutes_id) == int(keep)
    for path in ("minutes", "minutes.pdf"):
        assert holds_it(house, f"/forum/meetings/{meeting_id}/{path}") is keep


@pytest.mark.parametrize("keep", [False, True], ids=["taken out", "let stand"])
def test_a_highlight_report(house: House, next_id: UUID, keep: bool) -> None:
    with house.acting("mcc_coordinator") as sam:
        priority_id = db.session.scalars(select(Priority.id).limit(1)).one()
        row = group_service.begin_highlight(actor=sam, priority_id=priority_id)
        report_id, content = row.id, groups.content_of(row)
        content = replace(
            content, planned="Open on more nights.", voice="People asked for warm drinks.", impact="Nothing yet.",
            rag=Rag.AMBER, rag_reason="The lease ends, and is renewed next week.",
        )  # fmt: skip
        db.session.commit()

        def issue(words: str, answer: LeakAnswer | None) -> None:
            said = replace(content, done=words)
            group_service.save_highlight(actor=sam, report_id=report_id, version=1, content=said)
            group_service.issue_highlight(actor=sam, report_id=report_id, version=2, answer=answer)

        written(issue, keep=keep)
        db.session.commit()
    assert kept("highlight report", report_id) == int(keep)
    for path in (f"/highlight-reports/{report_id}", f"/highlight-reports/{report_id}.pdf"):
        assert holds_it(house, path) is keep
