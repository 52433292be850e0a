"""What an entry of a log must say, who may write it, which step comes next, and what is due: no database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from actionplan.logs import assessment_rules, rules, shape, words
from actionplan.logs.kinds import (
    AssessmentState,
    EnforcementState,
    Log,
    PolicyStage,
    Rating,
    ResearchStage,
    ResourceKind,
    ResourceStage,
    SignUpStage,
)
from agencies.models import AgencyKind
from agencies.permissions import Permission
from core.actor import Actor
from core.errors import Refused

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
COORDINATOR = Actor(uuid4(), uuid4(), frozenset({Permission.PLAN_READ, Permission.PLAN_WRITE}))
MEMBER = Actor(uuid4(), uuid4(), frozenset({Permission.PLAN_READ, Permission.PLAN_UPDATE_OWN}))
READER = Actor(uuid4(), uuid4(), frozenset({Permission.PLAN_READ}))

WHOLE: dict[Log, dict[str, Any]] = {
    Log.POLICY: {"stage": PolicyStage.IN_FORCE, "closes_on": None, "responded_on": None, "response": "", "link": ""},
    Log.RESEARCH: {
        "stage": ResearchStage.PROPOSED, "ethics": "", "consent_apart": False, "published_on": None, "begins_on": None,
        "ends_on": None,
    },
    Log.TRAINING: {"held_on": TODAY, "trained": 12, "minutes": 90},
    Log.RESOURCES: {
        "kind": ResourceKind.FUNDING, "stage": ResourceStage.AGREED, "amount_pence": 100, "begins_on": TODAY,
        "ends_on": TODAY,
    },
    Log.ENFORCEMENT: {
        "impact": "Some would move.", "safeguards": "Outreach goes along.", "firewall_promised": True,
        "border_officers": False, "border_words": "", "begins_on": TODAY, "ends_on": TODAY,
    },
    Log.JOINING: {
        "stage": SignUpStage.ASKED, "joined_on": None, "left_on": None, "takes_warnings": False, "warnings_to": "",
    },
}  # fmt: skip


@pytest.mark.parametrize("log", list(Log))
def test_an_entry_that_says_all_may_stand(log: Log) -> None:
    assert rules.entry_may_stand(log, WHOLE[log], TODAY) is None


@pytest.mark.parametrize(
    ("log", "changed", "field"),
    [
        (Log.POLICY, {"stage": PolicyStage.OPEN}, "closes_on"),
        (Log.POLICY, {"responded_on": TODAY}, "response"),
        (Log.POLICY, {"responded_on": TODAY + DAY, "response": "We said so."}, "responded_on"),
        (Log.POLICY, {"link": "javascript:alert(1)"}, "link"),
        (Log.POLICY, {"link": "https://"}, "link"),
        (Log.RESEARCH, {"stage": ResearchStage.UNDER_WAY, "consent_apart": True}, "ethics"),
        (Log.RESEARCH, {"stage": ResearchStage.FINISHED, "ethics": "Passed"}, "consent_apart"),
        (Log.RESEARCH, {"stage": ResearchStage.PUBLISHED, "ethics": "x", "consent_apart": True}, "published_on"),
        (Log.RESEARCH, {"begins_on": TODAY, "ends_on": TODAY - DAY}, "ends_on"),
        (Log.TRAINING, {"held_on": TODAY + DAY}, "trained"),
        (Log.TRAINING, {"trained": None}, "trained"),
        (Log.TRAINING, {"trained": 0}, "trained"),
        (Log.TRAINING, {"minutes": 0}, "minutes"),
        (Log.RESOURCES, {"amount_pence": None}, "amount"),
        (Log.RESOURCES, {"ends_on": None}, "ends_on"),
        (Log.RESOURCES, {"ends_on": TODAY - DAY}, "ends_on"),
        (Log.ENFORCEMENT, {"impact": " "}, "impact"),
        (Log.ENFORCEMENT, {"safeguards": ""}, "safeguards"),
        (Log.ENFORCEMENT, {"firewall_promised": False}, "firewall_promised"),
        (Log.ENFORCEMENT, {"border_officers": True}, "border_words"),
        (Log.ENFORCEMENT, {"ends_on": TODAY - DAY}, "ends_on"),
        (Log.JOINING, {"stage": SignUpStage.JOINED}, "joined_on"),
        (Log.JOINING, {"stage": SignUpStage.LEFT, "joined_on": TODAY}, "left_on"),
        (Log.JOINING, {"joined_on": TODAY, "left_on": TODAY - DAY}, "left_on"),
        (Log.JOINING, {"joined_on": TODAY + DAY}, "joined_on"),
        (Log.JOINING, {"takes_warnings": True}, "warnings_to"),
    ],
)
def test_what_is_missing_or_wrong_is_named(log: Log, changed: dict[str, Any], field: str) -> None:
    refusal = rules.entry_may_stand(log, {**WHOLE[log], **changed}, TODAY)
    assert refusal is not None
    assert refusal.field == field


def test_wanted_money_needs_no_end_and_booked_training_no_number() -> None:
    wanted = {**WHOLE[Log.RESOURCES], "stage": ResourceStage.WANTED, "ends_on": None}
    booked = {**WHOLE[Log.TRAINING], "held_on": TODAY + DAY, "trained": None}
    assert rules.entry_may_stand(Log.RESOURCES, wanted, TODAY) is None
    assert rules.entry_may_stand(Log.TRAINING, booked, TODAY) is None


@pytest.mark.parametrize(("typed", "pence"), [("", None), ("£12,500", 1_250_000), ("0.50", 50), (" 7 ", 700)])
def test_amounts_as_people_type_them(typed: str, pence: int | None) -> None:
    assert rules.pence_of(typed) == pence


@pytest.mark.parametrize("typed", ["0", "-5", "ten", "1.005", "NaN", "1e12"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="pounds"):
        rules.pence_of(typed)


def test_only_the_coordinator_and_the_agency_that_keeps_it_write_an_entry() -> None:
    assert rules.entry_may_be_written(COORDINATOR, uuid4()) is None
    assert rules.entry_may_be_written(MEMBER, MEMBER.agency_id) is None
    assert rules.entry_may_be_written(MEMBER, uuid4()) is not None
    assert rules.entry_may_be_written(READER, READER.agency_id) is not None


S = EnforcementState


@pytest.mark.parametrize(
    ("actor", "state", "to", "said", "allowed"),
    [
        (COORDINATOR, S.PLANNED, S.CONSIDERED, "The forum asked for fewer vans.", True),
        (MEMBER, S.PLANNED, S.CONSIDERED, "The forum asked for fewer vans.", False),
        (MEMBER, S.PLANNED, S.CARRIED_OUT, "It could not wait.", True),
        (MEMBER, S.CONSIDERED, S.CARRIED_OUT, "Done on both days.", True),
        (MEMBER, S.CONSIDERED, S.CARRIED_OUT, "Done", False),
        (MEMBER, S.CONSIDERED, S.REVIEWED, "Nobody was moved on.", False),
        (MEMBER, S.CARRIED_OUT, S.REVIEWED, "Nobody was moved on.", True),
        (MEMBER, S.CARRIED_OUT, S.CALLED_OFF, "It was not needed.", False),
        (MEMBER, S.CALLED_OFF, S.PLANNED, "Planned once more.", False),
        (COORDINATOR, S.REVIEWED, S.CARRIED_OUT, "Once more with feeling.", False),
    ],
)
def test_the_steps_of_an_operation(actor: Actor, state: S, to: S, said: str, allowed: bool) -> None:
    refusal = rules.step_may_be_taken(actor, MEMBER.agency_id, state, to, said)
    assert (refusal is None) is allowed


def test_steps_that_are_open_are_those_that_would_pass() -> None:
    assert rules.steps_open(MEMBER, MEMBER.agency_id, S.PLANNED) == (S.CARRIED_OUT, S.CALLED_OFF)
    assert rules.steps_open(COORDINATOR, MEMBER.agency_id, S.PLANNED)[0] is S.CONSIDERED
    assert rules.steps_open(MEMBER, uuid4(), S.PLANNED) == ()
    assert rules.steps_open(COORDINATOR, MEMBER.agency_id, S.REVIEWED) == ()


def test_what_was_carried_out_stays_as_planned() -> None:
    assert rules.entry_may_change(Log.ENFORCEMENT, S.CONSIDERED) is None
    assert rules.entry_may_change(Log.ENFORCEMENT, S.CARRIED_OUT) is not None
    assert rules.entry_may_change(Log.POLICY, None) is None


def test_the_forum_looks_again_when_what_it_considered_changes() -> None:
    before = dict.fromkeys(rules.CONSIDERED_FIELDS, "same")
    assert not rules.must_be_considered_again(before, {**before, "communications": "new"})
    assert rules.must_be_considered_again(before, {**before, "begins_on": TODAY})


def test_an_operation_that_the_forum_never_saw_is_told_apart() -> None:
    assert shape.was_unseen([S.CARRIED_OUT])
    assert shape.was_unseen([S.CARRIED_OUT, S.REVIEWED])
    assert not shape.was_unseen([S.CONSIDERED, S.CARRIED_OUT])
    assert shape.was_unseen([S.PLANNED, S.CARRIED_OUT])
    assert not shape.was_unseen([S.CALLED_OFF])


def test_what_is_due_and_when() -> None:
    assert rules.policy_due(TODAY + 15 * DAY, TODAY) is None
    assert rules.policy_due(TODAY - DAY, TODAY) is None
    closing = rules.policy_due(TODAY + 14 * DAY, TODAY)
    assert closing is not None
    assert not closing.late
    assert rules.resource_due(TODAY + 61 * DAY, TODAY) is None
    ending, ended = rules.resource_due(TODAY + 60 * DAY, TODAY), rules.resource_due(TODAY - DAY, TODAY)
    assert ending is not None
    assert ending.words.endswith("in 60 days")
    assert ended is not None
    assert ended.late
    assert rules.training_due(TODAY, TODAY) is None
    missing = rules.training_due(TODAY - 8 * DAY, TODAY)
    assert missing is not None
    assert missing.late
    assert rules.enforcement_due(S.PLANNED, TODAY, TODAY) is None
    over = rules.enforcement_due(S.CONSIDERED, TODAY - DAY, TODAY)
    assert over is not None
    assert over.late
    review = rules.enforcement_due(S.CARRIED_OUT, TODAY - 28 * DAY, TODAY)
    assert review is not None
    assert (review.by, review.late) == (TODAY, False)
    assert rules.enforcement_due(S.REVIEWED, TODAY - DAY, TODAY) is None


def test_the_promise_names_what_it_keeps_apart() -> None:
    assert "immigration status" in words.FIREWALL
    assert "support service" in words.FIREWALL


def test_dates_lengths_and_amounts_in_words() -> None:
    assert shape.span(TODAY, TODAY) == "23 November 2026"
    assert shape.span(TODAY, TODAY + DAY) == "23 November 2026 to 24 November 2026"
    assert shape.span(None, None) == ""
    assert shape.length(90) == "1 hour 30 minutes"
    assert words.pounds(1_250_050) == "£12,500.50"
    assert words.pounds(700) == "£7"


def test_every_log_has_its_words_and_columns() -> None:
    for log in Log:
        assert all(known.get(log) for known in (words.LOGS, words.LEDES, words.ADD, words.EMPTY))
        assert len(set(shape.labels(log))) == len(shape.labels(log)) > 5


def test_a_force_assesses_itself_and_nobody_else() -> None:
    police = AgencyKind.POLICE
    assert assessment_rules.force_may_be_assessed(MEMBER, MEMBER.agency_id, police) is None
    assert assessment_rules.force_may_be_assessed(COORDINATOR, uuid4(), police) is None
    assert assessment_rules.force_may_be_assessed(MEMBER, uuid4(), police) is not None
    assert assessment_rules.force_may_be_assessed(COORDINATOR, uuid4(), AgencyKind.SUPPORT) is not None


def test_a_rating_gives_its_evidence_and_what_is_next() -> None:
    draft = AssessmentState.DRAFT
    assert assessment_rules.statement_may_be_rated(draft, Rating.FULLY, "Counted.", "") is None
    unfinished = assessment_rules.statement_may_be_rated(draft, Rating.MOSTLY, "Counted.", " ")
    assert unfinished is not None
    assert unfinished.field == "next_step"
    assert assessment_rules.statement_may_be_rated(draft, Rating.FULLY, "", "") is not None
    assert assessment_rules.statement_may_be_rated(AssessmentState.SHARED, Rating.FULLY, "Counted.", "") is not None


def test_an_assessment_is_shared_whole_and_once() -> None:
    assert assessment_rules.assessment_may_be_shared(AssessmentState.DRAFT, 5, 5) is None
    assert assessment_rules.assessment_may_be_shared(AssessmentState.DRAFT, 5, 4) is not None
    assert assessment_rules.assessment_may_be_shared(AssessmentState.SHARED, 5, 5) is not None
    assert assessment_rules.assessment_may_begin(TODAY, TODAY, []) is None
    assert assessment_rules.assessment_may_begin(TODAY + DAY, TODAY, []) is not None
    assert assessment_rules.assessment_may_begin(TODAY, TODAY, [TODAY]) is not None


def test_how_a_rating_moved() -> None:
    assert assessment_rules.moved(Rating.SOME, Rating.MOSTLY) == "up"
    assert assessment_rules.moved(Rating.FULLY, Rating.NOT_YET) == "down"
    assert assessment_rules.moved(Rating.SOME, Rating.SOME) == "same"
    assert assessment_rules.moved(None, Rating.SOME) == ""


def test_an_edition_is_added_once_with_its_statements() -> None:
    assert assessment_rules.code_of("NPCC guidance, April 2025") == "npcc-guidance-april-2025"
    typed = assessment_rules.statements_in(" One.\n\nTwo. \n")
    assert typed == ["One.", "Two."]
    assert assessment_rules.edition_may_be_added("new", ["old"], typed) is None
    assert assessment_rules.edition_may_be_added("old", ["old"], typed) is not None
    assert assessment_rules.edition_may_be_added("new", [], []) is not None
    assert assessment_rules.edition_may_be_added("new", [], ["One.", "One."]) is not None
    assert assessment_rules.edition_may_be_added("new", [], [str(n) for n in range(31)]) is not None
