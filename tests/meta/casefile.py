"""What stands in the case files of the world: one row of each kind, every sealed word a marker of its agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from agencies import queries as agencies
from cases import queries as case_queries
from cases.assessment import service as assessments
from cases.assessment.models import AssessmentKind
from cases.closing import service as closing
from cases.closing.models import HoldKind
from cases.contacts import service as contacts
from cases.contacts.models import NoteKind
from cases.desk import service as desk
from cases.desk.rules import Filters
from cases.documents import service as documents
from cases.documents.models import Origin
from cases.doors import service as doors
from cases.justice import service as justice
from cases.justice.models import ComplaintStage, Met, OrderState, WhenKind
from cases.outcomes import service as outcomes
from cases.outcomes.models import Point, Scorer
from cases.outcomes.rules import Score
from cases.papers.models import IdentityCheck, PieceDecision, PrintFor, Shape
from cases.papers.queries import printing as print_queries
from cases.papers.queries import subjects as subject_queries
from cases.papers.service import letters, printing, subjects
from cases.plans import queries as plan_queries
from cases.plans import service as plans
from cases.plans.models import CopyHow, PlanKind
from cases.plans.rules import StepDraft
from cases.tasks import service as tasks
from core import clock
from core.actor import Actor
from people import service as people
from people.concerns import service as concerns
from people.concerns.models import ConcernAbout
from people.models import Answer, Category
from tests.house import House

if TYPE_CHECKING:
    from tests.meta.world import World

EDITION = "2021 Code"


@dataclass(frozen=True, slots=True)
class File:
    """One case of the world, and who of its agency does what. `outside`: a colleague who is not on its team."""

    agency: str
    author: str
    supervisor: str
    lead: str
    away: str
    outside: str | None
    person_id: UUID
    case_id: UUID


def fill(world: World, house: House) -> None:
    """Write one row of each kind into the case files of MASH and NUM. After the cases are open."""
    for file in _files(world):
        with house.acting(file.author) as actor:
            for telling in (_assessments, _plan, _work, _justice, _documents, _print, _move, _others):
                telling(world, actor, file)
            kept_away_from = people.register_person(actor=actor, alias=world.mark(file.agency, "apart")).id
        with house.acting(file.supervisor) as actor:
            _supervise(world, actor, file)
        away_id = house.user(file.away).id
        with house.acting(file.lead) as actor:
            _protect(world, actor, file)
            reason = world.mark(file.agency, "cousins, she told us")
            row = people.exclude(actor=actor, person_id=kept_away_from, user_id=away_id, reason=reason)
            world.add("person_id", kept_away_from)
            world.add("exclusion_id", row.id)
        if file.outside:
            with house.acting(file.outside) as actor:
                opened = doors.break_glass(
                    actor=actor, case_id=file.case_id, reason=world.mark(file.agency, "covering this morning")
                )
                world.add("opening_id", opened.id)


def _files(world: World) -> tuple[File, File]:
    return (
        File("MASH", "mash_caseworker", "mash_manager", "mash_protection", "mash_auditor", None, *world.files["MASH"]),
        File("NUM", "num_isva", "num_manager", "num_protection", "num_caseworker", "num_caseworker",
             *world.files["NUM"]),
    )  # fmt: skip


def _assessments(world: World, actor: Actor, file: File) -> None:
    harm = assessments.begin(actor=actor, case_id=file.case_id, kind=AssessmentKind.SELF_HARM)
    assessments.write_page(
        actor=actor, case_id=file.case_id, assessment_id=harm.id, page="thoughts", version=harm.version,
        changes={"thoughts": "yes", "thoughts_words": world.mark(file.agency, "thoughts")},
    )  # fmt: skip
    world.add("assessment_id", harm.id, case_id=file.case_id, page="thoughts")
    child = assessments.begin(actor=actor, case_id=file.case_id, kind=AssessmentKind.CHILD)
    assessments.write_page(
        actor=actor, case_id=file.case_id, assessment_id=child.id, page="evidence", version=child.version,
        changes={"evidence": world.mark(file.agency, "evidence")},
    )  # fmt: skip
    assessments.complete(actor=actor, case_id=file.case_id, assessment_id=child.id, version=child.version)
    world.add("assessment_id", child.id, case_id=file.case_id, page="evidence")


def _plan(world: World, actor: Actor, file: File) -> None:
    goal = plans.write_goal(
        actor=actor, case_id=file.case_id, words=world.mark(file.agency, "goal"), news=world.mark(file.agency, "news"),
        steps=[StepDraft(world.mark(file.agency, "step"))],
    )  # fmt: skip
    plans.write_plan(
        actor=actor, case_id=file.case_id, kind=PlanKind.SAFETY, version=0,
        review_on=clock.today() + timedelta(days=30),
        words={"own": world.mark(file.agency, "own"), "warning": world.mark(file.agency, "warning")},
    )  # fmt: skip
    world.add("goal_id", goal.id, case_id=file.case_id)
    for step in plan_queries.steps_of(actor, goal):
        world.add("step_id", step.id, case_id=file.case_id)
    case = case_queries.peek(actor, file.case_id)
    for kind in (PlanKind.SUPPORT, PlanKind.SAFETY):
        plan = plan_queries.existing(actor, case, kind)
        copy = plans.give_copy(
            actor=actor, case_id=file.case_id, kind=kind, how=CopyHow.PAPER, neutral=True, given_on=clock.today()
        )
        world.add("copy_id", copy.id, case_id=file.case_id, plan_kind=kind.value)
        for edition in plan_queries.editions_of(actor, plan):
            world.add("edition_id", edition.id, case_id=file.case_id, plan_kind=kind.value)


def _work(world: World, actor: Actor, file: File) -> None:
    """How things are, a task and a calendar of tasks, and notes of both kinds."""
    taking = outcomes.take_outcomes(
        actor=actor, case_id=file.case_id, point=Point.START, taken_on=clock.today(), scorer=Scorer.PERSON,
        scores={"COPE": Score(Answer.GIVEN, 2)}, words=world.mark(file.agency, "outcome"),
    )  # fmt: skip
    world.add("taking_id", taking.id, case_id=file.case_id)
    task = tasks.add_task(
        actor=actor, case_id=file.case_id, title=world.mark(file.agency, "task"), due_on=clock.today(),
        details=world.mark(file.agency, "details"),
    )  # fmt: skip
    world.add("task_id", task.id, case_id=file.case_id)
    world.add("token", tasks.make_feed(actor=actor))
    for kind in (NoteKind.CASE, NoteKind.RESTRICTED):
        words = world.mark(file.agency, "note")
        note = contacts.write_note(actor=actor, case_id=file.case_id, words=words, kind=kind)
        world.add("note_id", note.id, case_id=file.case_id)


def _justice(world: World, actor: Actor, file: File) -> None:
    case_id = file.case_id
    incident = justice.save_incident(
        actor=actor, case_id=case_id, harms=["NONPAYMENT"], when=WhenKind.EXACT,
        first_on=clock.today() - timedelta(days=40), reference=world.mark(file.agency, "crime"),
        officer=world.mark(file.agency, "officer"),
    )  # fmt: skip
    world.add("incident_id", incident.id, case_id=case_id)
    world.add("about_id", incident.id, case_id=case_id, code="compensation_adult")
    suspect = justice.save_suspect(
        actor=actor, case_id=case_id, incident_id=incident.id, label=world.mark(file.agency, "suspect"),
        relation="client",
    )  # fmt: skip
    world.add("suspect_id", suspect.id, case_id=case_id)
    step = justice.add_milestone(
        actor=actor, case_id=case_id, code="REPORTED", happened_on=clock.today(), source="person",
        note=world.mark(file.agency, "reported"), incident_id=incident.id,
    )  # fmt: skip
    world.add("milestone_id", step.id, case_id=case_id)
    order = justice.save_order(
        actor=actor, case_id=case_id, kind="BAIL", applicant="police", state=OrderState.IN_FORCE,
        granted_on=clock.today(), no_expiry=True, conditions=world.mark(file.agency, "conditions"),
    )  # fmt: skip
    world.add("order_id", order.id, case_id=case_id)
    justice.save_right(
        actor=actor, case_id=case_id, edition=EDITION, number=1, explained_on=clock.today(), met=Met.NOT_KNOWN,
        words=world.mark(file.agency, "right"),
    )  # fmt: skip
    complaint = justice.save_complaint(
        actor=actor, case_id=case_id, edition=EDITION, number=1, to_whom="police", stage=ComplaintStage.SENT,
        about=world.mark(file.agency, "complaint"), made_on=clock.today(),
    )  # fmt: skip
    world.add("complaint_id", complaint.id, case_id=case_id)


def _documents(world: World, actor: Actor, file: File) -> None:
    facts = documents.Facts(
        name=world.mark(file.agency, "document"), about=world.mark(file.agency, "about"), category=Category.SUPPORT,
        origin=Origin.PERSON,
    )  # fmt: skip
    row = documents.add_document(
        actor=actor, case_id=file.case_id, facts=facts, content=world.mark(file.agency, "content").encode(),
        file_name=f"{world.mark(file.agency, 'file')}.txt",
    )  # fmt: skip
    world.add("document_id", row.id, case_id=file.case_id, number=1)
    letter = letters.begin_letter(actor=actor, case_id=file.case_id)
    letters.write_letter(
        actor=actor, case_id=file.case_id, letter_id=letter.id, version=letter.version,
        subject=world.mark(file.agency, "subject"), words=world.mark(file.agency, "letter"),
    )  # fmt: skip
    world.add("letter_id", letter.id, case_id=file.case_id)


def _print(world: World, actor: Actor, file: File) -> None:
    case = case_queries.peek(actor, file.case_id)
    sections = [section.key for section in print_queries.sections_of(actor, case)]
    for shape in (Shape.PDF, Shape.JSON) if file.agency == "MASH" else (Shape.JSON,):
        row = printing.order_print(
            actor=actor, case_id=file.case_id, sections=sections, shape=shape,
            purpose=PrintFor.OWN_WORK, reason=world.mark(file.agency, "for a visit tomorrow"),
        )  # fmt: skip
        world.add("print_id", row.id, case_id=file.case_id, shape=shape.value)


def _move(world: World, actor: Actor, file: File) -> None:
    """A kept list, shared with the team, and an offer of the case to a team."""
    filters = Filters(scope="all", flags=("waiting",))
    kept = desk.keep_filter(actor=actor, name=world.mark(file.agency, "filter"), filters=filters, shared=True)
    world.add("filter_id", kept.id)
    team = next(team for team in agencies.teams_of(actor.agency_id) if team.code == "casework")
    offer = desk.offer_case(
        actor=actor, case_id=file.case_id, to_user_id=None, to_team_id=team.id, reason_code="leave",
        reason=world.mark(file.agency, "reason"), handover=world.mark(file.agency, "handover"),
        stays_until=clock.today() + timedelta(days=30),
    )  # fmt: skip
    world.add("transfer_id", offer.id)


def _others(world: World, actor: Actor, file: File) -> None:
    """A concern about a child of the person's."""
    concern = concerns.raise_concern(
        actor=actor, about=ConcernAbout.THEIR_CHILD, who=world.mark(file.agency, "child"),
        seen=world.mark(file.agency, "seen"), risk=world.mark(file.agency, "risk"), person_id=file.person_id,
    )  # fmt: skip
    world.add("concern_id", concern.id)


def _supervise(world: World, actor: Actor, file: File) -> None:
    note = desk.write_supervision(
        actor=actor, case_id=file.case_id, held_on=clock.today(), words=world.mark(file.agency, "supervision"),
        agreed=world.mark(file.agency, "agreed"),
    )  # fmt: skip
    world.add("supervision_id", note.id, case_id=file.case_id)


def _protect(world: World, actor: Actor, file: File) -> None:
    """A hold, and a request for a copy that is in review; MASH has released one before."""
    hold = closing.place_hold(
        actor=actor, person_id=file.person_id, kind=HoldKind.COMPLAINT,
        reason=world.mark(file.agency, "while a complaint runs"), until=None,
    )  # fmt: skip
    world.add("hold_id", hold.id, person_id=file.person_id)
    for released in (False, True) if file.agency == "MASH" else (False,):
        _ask_copy(world, actor, file, released=released)


def _ask_copy(world: World, actor: Actor, file: File, *, released: bool) -> None:
    asked = subjects.open_request(
        actor=actor, person_id=file.person_id, received_on=clock.today(), identity=IdentityCheck.KNOWN_TO_US,
        identity_on=clock.today(), asked=world.mark(file.agency, "asked"), delivery=world.mark(file.agency, "delivery"),
    )  # fmt: skip
    subjects.gather_pieces(actor=actor, request_id=asked.id, version=asked.version)
    world.add("request_id", asked.id, path="/subject-access/", **({"shape": "pdf"} if released else {}))
    pieces = subject_queries.all_pieces(actor, asked)
    if not released:
        for piece in (pieces[0], *(each for each in pieces if each.version_id)):
            world.add("piece_id", piece.id, request_id=asked.id)
        return
    for piece in pieces:
        if piece.decision is PieceDecision.WAITING:
            subjects.decide(actor=actor, request_id=asked.id, piece_id=piece.id, version=piece.version,
                            decision=PieceDecision.KEEP)  # fmt: skip
    subjects.release(actor=actor, request_id=asked.id, version=asked.version)
