"""The words and the colours of the logs, in one place: pages, forms and exports all say the same."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from actionplan.logs.kinds import (
    Audience,
    EnforcementState,
    Log,
    PolicyKind,
    PolicyStage,
    Rating,
    ResearchKind,
    ResearchStage,
    ResourceKind,
    ResourceStage,
    SignUpKind,
    SignUpStage,
    TrainingMode,
)

LOGS = {
    Log.POLICY: "Policy",
    Log.RESEARCH: "Research",
    Log.TRAINING: "Training",
    Log.RESOURCES: "Resources and funding",
    Log.ENFORCEMENT: "Planned enforcement",
    Log.JOINING: "Joining National Ugly Mugs",
}
LEDES = {
    Log.POLICY: "Laws, policies, guidance and consultations: what they mean for people who sex work, and what the "
    "forum said.",
    Log.RESEARCH: "Research about sex work here: who shapes it, who passed its ethics, what it found.",
    Log.TRAINING: "Who was trained, by whom, and how many. Numbers of professionals, never names.",
    Log.RESOURCES: "Money, time, places and goods that the plan rests on, and when each runs out.",
    Log.ENFORCEMENT: "Operations in outline, before they happen: what each would do to people who sex work, and how "
    "harm is kept down. No addresses, no names, nothing that a person told a service.",
    Log.JOINING: "Organisations that were asked to join National Ugly Mugs, and what they said. Individuals join for "
    "themselves and are never listed.",
}
ADD = {
    Log.POLICY: "Add to the policy log",
    Log.RESEARCH: "Add research",
    Log.TRAINING: "Add training",
    Log.RESOURCES: "Add a resource",
    Log.ENFORCEMENT: "Plan an operation",
    Log.JOINING: "Add an organisation",
}
EMPTY = {
    Log.POLICY: "No law, policy or consultation is on the log yet.",
    Log.RESEARCH: "No research is on the log yet.",
    Log.TRAINING: "No training is on the log yet.",
    Log.RESOURCES: "No funding, place or time is on the log yet.",
    Log.ENFORCEMENT: "No operation is planned.",
    Log.JOINING: "No organisation was asked yet.",
}

POLICY_KINDS = {
    PolicyKind.LAW: "Law",
    PolicyKind.NATIONAL: "National policy",
    PolicyKind.LOCAL: "Local policy",
    PolicyKind.GUIDANCE: "Guidance",
    PolicyKind.CONSULTATION: "Consultation",
    PolicyKind.INQUIRY: "Inquiry",
}
POLICY_STAGES = {
    PolicyStage.PROPOSED: "Proposed",
    PolicyStage.OPEN: "Open for comment",
    PolicyStage.AGREED: "Agreed, not yet in force",
    PolicyStage.IN_FORCE: "In force",
    PolicyStage.ENDED: "Ended or replaced",
}
RESEARCH_KINDS = {
    ResearchKind.PARTICIPATORY: "Led with people who sex work",
    ResearchKind.ACADEMIC: "University",
    ResearchKind.SERVICE: "A service’s own",
    ResearchKind.SCOPING: "Scoping of an area",
    ResearchKind.SURVEY: "Survey",
}
RESEARCH_STAGES = {
    ResearchStage.PROPOSED: "Proposed",
    ResearchStage.ETHICS: "With an ethics committee",
    ResearchStage.UNDER_WAY: "Under way",
    ResearchStage.FINISHED: "Finished",
    ResearchStage.PUBLISHED: "Published",
    ResearchStage.STOPPED: "Stopped",
}
AUDIENCES = {
    Audience.POLICE: "Police",
    Audience.HEALTH: "Health",
    Audience.COUNCIL: "Council",
    Audience.VOLUNTARY: "Voluntary sector",
    Audience.EDUCATION: "Universities and schools",
    Audience.HOUSING: "Housing",
    Audience.JUSTICE: "Courts and probation",
    Audience.BUSINESS: "Businesses",
    Audience.COMMUNITY: "Residents and community",
    Audience.PEERS: "People who sex work",
}
TRAINING_MODES = {
    TrainingMode.IN_PERSON: "In person",
    TrainingMode.ONLINE: "Online, live",
    TrainingMode.ELEARNING: "Online, in their own time",
}
RESOURCE_KINDS = {
    ResourceKind.FUNDING: "Funding",
    ResourceKind.STAFF_TIME: "Staff time",
    ResourceKind.PLACE: "A place",
    ResourceKind.GOODS: "Goods",
    ResourceKind.EXPERTISE: "Expertise",
}
RESOURCE_STAGES = {
    ResourceStage.WANTED: "Wanted, not yet asked for",
    ResourceStage.ASKED: "Asked for",
    ResourceStage.AGREED: "Agreed",
    ResourceStage.IN_USE: "In use",
    ResourceStage.REFUSED: "Refused",
    ResourceStage.ENDED: "Ended",
}
ENFORCEMENT_STATES = {
    EnforcementState.PLANNED: "Planned",
    EnforcementState.CONSIDERED: "Impact considered by the forum",
    EnforcementState.CARRIED_OUT: "Carried out",
    EnforcementState.REVIEWED: "Reviewed",
    EnforcementState.CALLED_OFF: "Called off",
}
SIGN_UP_KINDS = {
    SignUpKind.ORGANISATION: "Member organisation",
    SignUpKind.THIRD_PARTY: "Takes reports for National Ugly Mugs",
    SignUpKind.BUSINESS: "Business or site",
}
SIGN_UP_STAGES = {
    SignUpStage.ASKED: "Asked",
    SignUpStage.JOINED: "Joined",
    SignUpStage.DECLINED: "Said no",
    SignUpStage.LEFT: "Left",
}
RATINGS = {
    Rating.NOT_YET: "Not yet",
    Rating.SOME: "Some of the time",
    Rating.MOSTLY: "Mostly",
    Rating.FULLY: "Fully, and shown",
}

#: What each log is narrowed by: the field and its words.
NARROWED_BY: Mapping[Log, tuple[str, Mapping[Any, str]]] = {
    Log.POLICY: ("stage", POLICY_STAGES),
    Log.RESEARCH: ("stage", RESEARCH_STAGES),
    Log.TRAINING: ("audience", AUDIENCES),
    Log.RESOURCES: ("stage", RESOURCE_STAGES),
    Log.ENFORCEMENT: ("state", ENFORCEMENT_STATES),
    Log.JOINING: ("stage", SIGN_UP_STAGES),
}
#: The colour of a tag; grey where nothing presses. Red is for time and danger only.
TAGS: Mapping[StrEnum, str] = {
    PolicyStage.OPEN: "amber",
    PolicyStage.IN_FORCE: "green",
    ResearchStage.UNDER_WAY: "green",
    ResearchStage.PUBLISHED: "blue",
    ResearchStage.FINISHED: "blue",
    ResourceStage.AGREED: "green",
    ResourceStage.IN_USE: "green",
    EnforcementState.PLANNED: "amber",
    EnforcementState.CONSIDERED: "green",
    EnforcementState.REVIEWED: "blue",
    SignUpStage.JOINED: "green",
}

#: What every partner of an operation promises, word for word; it is stored with the plan as it read that day.
FIREWALL = (
    "What a person told a support service, an outreach worker or a reporting scheme is not used to plan or carry out "
    "this operation. Support services are not asked who they support, and do not say. A person who sex works is "
    "treated first as somebody who may have been harmed, and nobody’s immigration status is asked about, looked up or "
    "passed on because they sex work."
)


def tag_of(code: StrEnum) -> str:
    """The colour of a stage or state."""
    return TAGS.get(code, "grey")


def pounds(pence: int) -> str:
    """“£12,500” or “£12,500.50”."""
    whole, rest = divmod(pence, 100)
    return f"£{whole:,}" + (f".{rest:02}" if rest else "")
