"""The seven logs and what their entries may be: codes only, with no words and no database."""

from __future__ import annotations

from enum import StrEnum


class Log(StrEnum):
    """A log of entries, as its address has it. The self-assessment is kept apart: it has statements, not entries."""

    POLICY = "policy"
    RESEARCH = "research"
    TRAINING = "training"
    RESOURCES = "resources"
    ENFORCEMENT = "enforcement"
    JOINING = "joining"


class PolicyKind(StrEnum):
    """What changed, or may."""

    LAW = "law"
    NATIONAL = "national"
    LOCAL = "local"
    GUIDANCE = "guidance"
    CONSULTATION = "consultation"
    INQUIRY = "inquiry"


class PolicyStage(StrEnum):
    """How far a policy is."""

    PROPOSED = "proposed"
    OPEN = "open"
    AGREED = "agreed"
    IN_FORCE = "in_force"
    ENDED = "ended"


class ResearchKind(StrEnum):
    """Whose research it is."""

    PARTICIPATORY = "participatory"
    ACADEMIC = "academic"
    SERVICE = "service"
    SCOPING = "scoping"
    SURVEY = "survey"


class ResearchStage(StrEnum):
    """How far a piece of research is."""

    PROPOSED = "proposed"
    ETHICS = "ethics"
    UNDER_WAY = "under_way"
    FINISHED = "finished"
    PUBLISHED = "published"
    STOPPED = "stopped"


class Audience(StrEnum):
    """Who was trained."""

    POLICE = "police"
    HEALTH = "health"
    COUNCIL = "council"
    VOLUNTARY = "voluntary"
    EDUCATION = "education"
    HOUSING = "housing"
    JUSTICE = "justice"
    BUSINESS = "business"
    COMMUNITY = "community"
    PEERS = "peers"


class TrainingMode(StrEnum):
    """How it was given."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    ELEARNING = "elearning"


class ResourceKind(StrEnum):
    """What is given."""

    FUNDING = "funding"
    STAFF_TIME = "staff_time"
    PLACE = "place"
    GOODS = "goods"
    EXPERTISE = "expertise"


class ResourceStage(StrEnum):
    """How far a resource is."""

    WANTED = "wanted"
    ASKED = "asked"
    AGREED = "agreed"
    IN_USE = "in_use"
    REFUSED = "refused"
    ENDED = "ended"


class EnforcementState(StrEnum):
    """Where a planned operation stands with the forum."""

    PLANNED = "planned"
    CONSIDERED = "considered"
    CARRIED_OUT = "carried_out"
    REVIEWED = "reviewed"
    CALLED_OFF = "called_off"


class SignUpKind(StrEnum):
    """How an organisation works with National Ugly Mugs."""

    ORGANISATION = "organisation"
    THIRD_PARTY = "third_party"
    BUSINESS = "business"


class SignUpStage(StrEnum):
    """Whether it joined."""

    ASKED = "asked"
    JOINED = "joined"
    DECLINED = "declined"
    LEFT = "left"


class AssessmentState(StrEnum):
    """Whether the forum may read a self-assessment."""

    DRAFT = "draft"
    SHARED = "shared"


class Rating(StrEnum):
    """How far a force is with one statement, by its own account."""

    NOT_YET = "not_yet"
    SOME = "some"
    MOSTLY = "mostly"
    FULLY = "fully"
