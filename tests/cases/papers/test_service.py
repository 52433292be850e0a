"""Papers in the database: prints, letters that go round no consent, and a copy released whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from cases import queries as case_queries
from cases import service as cases
from cases.documents import queries as document_queries
from cases.documents import service as documents
from cases.documents.models import Origin
from cases.models import CaseKind
from cases.papers import making, part
from cases.papers.models import (
    CaseLetter,
    CasePrint,
    IdentityCheck,
    LetterState,
    PauseReason,
    PieceDecision,
    PrintFor,
    RequestState,
    Shape,
    SubjectPack,
)
from cases.papers.queries import letters as letter_queries
from cases.papers.queries import printing as print_queries
from cases.papers.queries import subjects as queries
from cases.papers.service import letters, printing
from cases.papers.service import subjects as service
from core import clock
from core.audit import AuditEntry
from core.crypto.datakeys import destroy_key
from core.db import db
from core.errors import Clash, NotVisible, Refused
from people import queries as people_queries
from people import service as people_service
from people.models import Answer, Category, ConsentMethod, Disclosure, DisclosureKind, Purpose
from tests.house import House
from tests.people.json_schema import problems

SCHEMA = json.loads((Path(__file__).parents[3] / "reference/subject_pack.schema.json").read_text())
REASON = "It names her sister, who has not agreed."


@pytest.fixture(autouse=True)
def _inside_a_request(house: House) -> Iterator[None]:
    """The timeline writes addresses."""
    with house.app.test_request_context():
        yield


@pytest.fixture
def case_id(house: House) -> UUID:
    """Ivy's case at NUM, with a document about others, one that is kept apart, and one tagged immigration."""
    with house.acting("num_isva") as actor:
        person = people_service.register_person(actor=actor, alias="Ivy", wants="To be left alone")
        people_service.write_part(
            actor=actor, person_id=person.id, category=Category.HEALTH, answer=Answer.GIVEN, words="HEALTHMARK"
        )
        case = cases.open_case(
            actor=actor, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS"]
        )
        for name, marks in (("Sister", {"third_party": True}), ("Counselling", {"restricted": True}),
                            ("Visa letter", {"immigration": True})):  # fmt: skip
            facts = documents.Facts(name=f"{name}MARK", category=Category.SUPPORT, origin=Origin.OTHER, **marks)  # type: ignore[arg-type]
            documents.add_document(
                actor=actor, case_id=case.id, facts=facts, content=f"{name}CONTENT".encode(), file_name="a.txt"
            )
        return case.id


def consent(house: House, case_id: UUID, agency: str, *categories: Category) -> UUID:
    with house.acting("num_isva") as actor:
        recipient = next(each for each in people_queries.recipients(actor) if each.agency_id == house.agency(agency).id)
        shown = people_queries.wording_to_show(actor, recipient, Purpose.SUPPORT, "plain")
        row = people_service.record_consent(
            actor=actor, person_id=case_queries.peek(actor, case_id).person_id,
            recipient_agency_id=recipient.agency_id, recipient_team_id=recipient.team_id, purpose=Purpose.SUPPORT,
            answers=dict.fromkeys(categories, True), method=ConsentMethod.SPOKEN, interpreter=None,
            wording_id=shown.wording_id, shown=shown.text, conditions=None, told_may_refuse=True, safe_to_speak=True,
            capacity="presumed", valid_until=clock.today() + timedelta(days=30),
        )  # fmt: skip
        return row.id


def ledger(kind: DisclosureKind) -> list[Disclosure]:
    return list(db.session.scalars(select(Disclosure).where(Disclosure.kind == kind)))


def test_a_print_is_marked_audited_and_without_what_is_kept_apart(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        case = case_queries.peek(actor, case_id)
        row = printing.order_print(
            actor=actor, case_id=case_id, sections=["overview", "documents"], shape=Shape.PDF,
            purpose=PrintFor.OWN_WORK, reason="For the court visit on Friday",
        )  # fmt: skip
        found = print_queries.ordered(actor, case, row.id)
        html = making.print_html(found.cover, found.sections)
        assert "SisterMARK" in html
        assert "Printed by Robin Achebe" in html
        assert not [mark for mark in ("CounsellingMARK", "Visa letterMARK", "CONTENT") if mark in html]
        assert not ledger(DisclosureKind.FILE_PRINT)
        own = printing.order_print(
            actor=actor, case_id=case_id, sections=["overview", "documents"], shape=Shape.JSON,
            purpose=PrintFor.PERSON, reason=None,
        )  # fmt: skip
        found = print_queries.ordered(actor, case, own.id)
        text = making.print_json(found.cover, found.sections).decode()
        assert "SisterMARK" not in text
        assert json.loads(text)["about"] == "Ivy"
        assert [each.id for each in ledger(DisclosureKind.FILE_PRINT)] == [own.disclosure_id]
        assert making.print_pdf(found.cover, found.sections).startswith(b"%PDF-1.7")
        with clock.frozen_at(clock.now() + timedelta(minutes=16)), pytest.raises(NotVisible):
            print_queries.ordered(actor, case, own.id)
        ids = row.id
        db.session.commit()
        acts = db.session.scalars(select(AuditEntry).where(AuditEntry.kind == "case print"))
        assert [(entry.verb, "own_work" in entry.fields) for entry in acts][:2] == [
            ("ordered", True),
            ("exported", False),
        ]
        assert print_queries.prints_page(actor, case, 1).total == 2
    with house.acting("num_manager") as manager, pytest.raises(NotVisible):
        print_queries.ordered(manager, case_queries.peek(manager, case_id), ids)


def test_a_print_row_is_never_changed(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        row = printing.order_print(
            actor=actor, case_id=case_id, sections=["overview"], shape=Shape.PDF, purpose=PrintFor.PERSON, reason=None
        )
        db.session.commit()
        row.made_at = clock.now()
        with pytest.raises(Exception, match="only grows|permission denied"):
            db.session.flush()
        db.session.rollback()
        assert db.session.scalar(select(CasePrint.id))


def test_a_letter_to_the_person_is_kept_as_a_document_and_stands_in_the_ledger(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        case = case_queries.peek(actor, case_id)
        row = letters.begin_letter(actor=actor, case_id=case_id)
        with pytest.raises(Refused, match="Write what"):
            letters.send_letter(actor=actor, case_id=case_id, letter_id=row.id, version=1)
        letters.write_letter(
            actor=actor, case_id=case_id, letter_id=row.id, version=1, subject="Friday", words="See you at ten."
        )
        with pytest.raises(Clash):
            letters.write_letter(actor=actor, case_id=case_id, letter_id=row.id, version=1, subject="x", words="y")
        letters.send_letter(actor=actor, case_id=case_id, letter_id=row.id, version=2)
        assert row.document_id is not None
        kept = document_queries.content_of(actor, case, row.document_id, 1)
        assert (kept.content[:8], kept.file_name) == (b"%PDF-1.7", "letter-to-ivy-friday.pdf")
        assert [(each.id, each.categories) for each in ledger(DisclosureKind.LETTER)] == [(row.disclosure_id, [])]
        assert [entry.title for entry in part.timeline(actor, case, "Ivy", 5)] == ["Letter sent: Friday"]
        assert part.paper(actor, case)[0].pieces[0].words == "See you at ten."
        with pytest.raises(Refused):
            letters.write_letter(actor=actor, case_id=case_id, letter_id=row.id, version=3, subject="x", words="y")


def test_a_letter_to_an_agency_goes_round_no_consent(house: House, case_id: UUID) -> None:
    consent_id = consent(house, case_id, "MASH", Category.SUPPORT)
    police = consent(house, case_id, "GMP", Category.SUPPORT, Category.CJ)
    with house.acting("num_isva") as actor:
        case = case_queries.peek(actor, case_id)
        assert {each.consent_id for each in letter_queries.grounds(actor, case)} == {consent_id, police}
        row = letters.begin_letter(actor=actor, case_id=case_id, consent_id=consent_id)
        assert [code for code, _ in letter_queries.kinds_for(actor, case, row)] == ["SUPPORT"]

        def write(letter: CaseLetter, words: str, *categories: str) -> None:
            letters.write_letter(
                actor=actor, case_id=case_id, letter_id=letter.id, version=letter.version, subject="About Ivy",
                words=words, categories=categories,
            )  # fmt: skip

        def send(letter: CaseLetter) -> None:
            letters.send_letter(actor=actor, case_id=case_id, letter_id=letter.id, version=letter.version)

        for categories, words in (((), "Choose what the letter tells"), (("SUPPORT", "HEALTH"), "may not go"),
                                  (("nonsense",), "Choose what")):  # fmt: skip
            write(row, "She wants a visit.", *categories)
            with pytest.raises(Refused, match=words):
                send(row)
        write(row, "She wants a visit.", "SUPPORT")
        told = letters.begin_letter(actor=actor, case_id=case_id, consent_id=police)
        write(told, "Her visa and her passport are gone.", "SUPPORT")
        with pytest.raises(Refused, match="never go there"):
            send(told)
        late = letters.begin_letter(actor=actor, case_id=case_id, consent_id=consent_id)
        write(late, "She wants a visit.", "SUPPORT")
        send(row)
        assert row.consent_id == consent_id
        assert [each.consent_id for each in ledger(DisclosureKind.LETTER)] == [consent_id]
        people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="spoken")
        with pytest.raises(Refused, match="may not go"):
            send(late)
        with pytest.raises(Refused, match="does not stand"):
            letters.begin_letter(actor=actor, case_id=case_id, consent_id=consent_id)
        letters.drop_letter(actor=actor, case_id=case_id, letter_id=late.id, version=late.version)
        assert (late.state, late.words) == (LetterState.DROPPED, None)


def open_one(house: House, case_id: UUID, **facts: object) -> UUID:
    person_id = person_of(house, case_id)
    with house.acting("num_protection") as lead:
        said = {"identity": IdentityCheck.KNOWN_TO_US, "identity_on": clock.today(), **facts}
        row = service.open_request(actor=lead, person_id=person_id, received_on=clock.today(), **said)  # type: ignore[arg-type]
        return row.id


def person_of(house: House, case_id: UUID) -> UUID:
    with house.acting("num_isva") as actor:
        return case_queries.peek(actor, case_id).person_id


def test_a_copy_is_gathered_reviewed_released_whole_and_frozen(house: House, case_id: UUID) -> None:
    request_id = open_one(house, case_id)
    with house.acting("num_protection") as lead:
        service.gather_pieces(actor=lead, request_id=request_id, version=1)
        row = queries.peek(lead, request_id)
        pieces = queries.all_pieces(lead, row)
        by_name = {each.piece.heading: each for each in pieces}
        sister, apart = by_name["SisterMARK"], by_name["A document that is kept apart"]
        assert (sister.decision, apart.decision) == (PieceDecision.WAITING, PieceDecision.WITHHOLD)
        assert by_name["Visa letterMARK"].decision is PieceDecision.KEEP
        with pytest.raises(Refused, match="waits for review"):
            service.release(actor=lead, request_id=request_id, version=2)
        with pytest.raises(Refused):
            service.decide(actor=lead, request_id=request_id, piece_id=apart.id, version=1, decision=PieceDecision.KEEP)
        assert queries.copy_of_document(lead, request_id, sister.id).content == b"SisterCONTENT"
        with pytest.raises(NotVisible):
            queries.copy_of_document(lead, request_id, apart.id)
        for each in pieces:
            if each.decision is PieceDecision.WAITING:
                service.decide(
                    actor=lead, request_id=request_id, piece_id=each.id, version=1, decision=PieceDecision.REDACT,
                    ground="third_party", reason=REASON, redacted="A letter from [taken out]",
                )  # fmt: skip
        with pytest.raises(Clash):
            service.decide(
                actor=lead, request_id=request_id, piece_id=sister.id, version=1, decision=PieceDecision.KEEP
            )
        pack = service.release(actor=lead, request_id=request_id, version=2)
        db.session.commit()
        _, pack, content = queries.released(lead, request_id)
        assert making.check_sum(content) == pack.check_sum
        assert not problems(content, SCHEMA)
        text = making.as_json(content).decode()
        assert hashlib.sha256(text.encode()).hexdigest() == pack.check_sum
        assert not [mark for mark in ("SisterMARK", "CounsellingMARK", "CONTENT", REASON) if mark in text]
        assert not [
            mark for mark in ("HEALTHMARK", "To be left alone", "Visa letterMARK", "[taken out]") if mark not in text
        ]
        assert "You had asked for it." in text
        assert making.pack_pdf(content, pack.check_sum).startswith(b"%PDF-1.7")
        assert [each.id for each in ledger(DisclosureKind.SUBJECT_COPY)] == [pack.disclosure_id]
        for act in (service.gather_pieces, service.release):
            with pytest.raises(Refused, match="finished"):
                act(actor=lead, request_id=request_id, version=3)
        pack.check_sum = "x"
        with pytest.raises(Exception, match="only grows|permission denied"):
            db.session.flush()
        db.session.rollback()
        assert making.check_sum(queries.released(lead, request_id)[2]) == db.session.scalar(
            select(SubjectPack.check_sum)
        )


def test_the_clock_is_kept_and_steps_are_refused_out_of_order(house: House, case_id: UUID) -> None:
    request_id = open_one(house, case_id, identity=IdentityCheck.NOT_YET, identity_on=None)
    with house.acting("num_protection") as lead:
        with pytest.raises(Refused, match="do not know"):
            service.gather_pieces(actor=lead, request_id=request_id, version=1)
        assert queries.opened(lead, request_id).due is None
        service.check_identity(
            actor=lead, request_id=request_id, version=1, identity=IdentityCheck.QUESTIONS, identity_on=clock.today(),
            note=None,
        )  # fmt: skip
        first = queries.opened(lead, request_id).due
        assert first is not None
        with pytest.raises(Refused, match="running"):
            service.resume(actor=lead, request_id=request_id, version=2, until_on=clock.today())
        service.pause(
            actor=lead, request_id=request_id, version=2, why=PauseReason.CLARIFICATION, from_on=clock.today()
        )
        with pytest.raises(Refused, match="stands still already"):
            service.pause(
                actor=lead, request_id=request_id, version=3, why=PauseReason.CLARIFICATION, from_on=clock.today()
            )
        with clock.frozen_at(clock.now() + timedelta(days=7)):
            service.resume(actor=lead, request_id=request_id, version=3, until_on=clock.today())
            later = queries.opened(lead, request_id).due
            assert later is not None
            assert (later - first).days >= 7
            service.extend(actor=lead, request_id=request_id, version=4, reason="There are nine years of notes.")
            with pytest.raises(Refused, match="before"):
                service.extend(actor=lead, request_id=request_id, version=5, reason="There are nine years of notes.")
        with pytest.raises(Clash):
            service.end(actor=lead, request_id=request_id, version=1, reason="She took it back on the phone.")
        service.end(actor=lead, request_id=request_id, version=5, reason="She took it back on the phone.")
        assert queries.peek(lead, request_id).state is RequestState.ENDED
        assert queries.requests_page(lead, 1, view="ended").total == 1
        assert queries.due_requests(lead) == []


def test_only_the_data_protection_lead_of_the_agency_sees_requests(house: House, case_id: UUID) -> None:
    request_id, person_id = open_one(house, case_id), person_of(house, case_id)
    for persona in ("num_manager", "num_isva", "mash_protection"):
        with house.acting(persona) as actor:
            assert queries.requests_page(actor, 1).total == 0
            with pytest.raises(NotVisible):
                queries.opened(actor, request_id)
            with pytest.raises((NotVisible, Refused)):
                service.open_request(
                    actor=actor, person_id=person_id, received_on=clock.today(), identity=IdentityCheck.NOT_YET
                )


def test_an_erased_record_breaks_no_list_and_gives_no_pack(house: House, case_id: UUID) -> None:
    request_id = open_one(house, case_id)
    with house.acting("num_protection") as lead:
        service.gather_pieces(actor=lead, request_id=request_id, version=1)
        row = queries.peek(lead, request_id)
        person_id = row.person_id
        db.session.commit()
        destroy_key(lead.agency_id, person_id)
        assert queries.requests_page(lead, 1).items[0].alias == "Erased"
        assert {each.piece.heading for each in queries.all_pieces(lead, queries.peek(lead, request_id))} == {"Erased"}
