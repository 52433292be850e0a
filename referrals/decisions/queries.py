"""Reads of decisions: the register, one decision, and what it would share. Seen by its writer and by those who answer.

A decision is about someone who may not know of it: colleagues of the case team see it only when they wrote it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from agencies import queries as agencies
from agencies.models import AgencyKind
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from directory.queries import ServiceOffer, service_offer, services_taking_referrals
from people import queries as people
from people.models import Category
from people.rules import words_to_check
from people.words import CATEGORY_WORDS
from referrals import vocabulary as referral_vocabulary
from referrals.decisions import rules, vocabulary
from referrals.decisions.answers import Answers
from referrals.decisions.models import DecisionState, DecisionStep, Direction, SharingDecision

VIEWS = ("authorise", "complete", "tell", "review", "done")
TO_REVIEW = (DecisionState.SHARED, DecisionState.KEPT)
ENDED = (DecisionState.DONE, DecisionState.REFUSED, DecisionState.DROPPED)


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the register: the decision, whom it is about, who wrote it, and where it would go, in words."""

    row: SharingDecision
    alias: str
    reference: str
    writer: str
    recipient: str
    ground: str


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One kind of information: its words as they would be read, and whether it may leave by this path at all."""

    category: Category
    title: str
    paragraphs: tuple[str, ...]
    allowed: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """One act in the life of a decision, in words."""

    verb: str
    who: str
    step: DecisionStep


@dataclass(frozen=True, slots=True)
class Opened:
    """One decision with everything around it, for its page and its document."""

    row: SharingDecision
    answers: Answers
    alias: str
    reference: str
    writer: str
    authoriser: str
    agency: str
    own_kind: AgencyKind
    offer: ServiceOffer | None
    recipient: str
    kind: AgencyKind
    happened: tuple[Happened, ...]
    missing: tuple[str, ...]

    @property
    def left(self) -> bool:
        """True once something has left."""
        return self.row.left_at is not None

    @property
    def to_tell(self) -> bool:
        """True once there is something that the person knows or is to be told."""
        return is_settled(self.row)

    @property
    def is_open(self) -> bool:
        """True while its writer can still write."""
        return self.row.state in rules.OPEN

    @property
    def categories(self) -> list[Category]:
        """The kinds of information that are to leave, the two that always do included."""
        wanted = {*rules.ALWAYS, *(Category(code) for code in self.answers.categories)}
        return [category for category in Category if category in wanted]


def visible_to(actor: Actor) -> Select[SharingDecision]:
    """The decisions of the actor's agency that it may read: its own, and all of them for those who authorise."""
    return select(SharingDecision).where(*_visible(actor))


def _visible(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    own = SharingDecision.decided_by == actor.user_id
    if actor.may(Permission.SHARING_AUTHORISE):
        own = or_(SharingDecision.state != DecisionState.DRAFT, own)
    return belongs_to(actor, SharingDecision), own


def row(actor: Actor, decision_id: UUID) -> SharingDecision:
    """One decision as it stands now; raises NotVisible for all who may not read it."""
    statement = visible_to(actor).where(SharingDecision.id == decision_id).execution_options(populate_existing=True)
    found = current_session().scalars(statement).one_or_none()
    if found is None:
        raise NotVisible
    load_keys(actor.agency_id, [found.person_id])
    return found


def answers_of(found: SharingDecision) -> Answers:
    """What is written in a decision that was read already."""
    return Answers.read(found.answers)


def decision(actor: Actor, decision_id: UUID) -> Opened:
    """One decision with its words; the read is audited."""
    found = row(actor, decision_id)
    audit.record(actor=actor, verb="read", kind="sharing decision", row_id=found.id, subject_id=found.person_id)
    answers = Answers.read(found.answers)
    alias, reference = people.aliases(actor, [found.person_id])[found.person_id]
    offer = offer_of(answers)
    writers = _names({found.decided_by, found.authorised_by} - {None})
    own = agencies.agency(actor.agency_id)
    return Opened(
        row=found, answers=answers, alias=alias, reference=reference, writer=writers.get(found.decided_by, ""),
        authoriser=writers.get(found.authorised_by, ""), agency=own.name, own_kind=own.kind, offer=offer,
        recipient=recipient_words(answers, offer), kind=firewall_kind(answers, offer),
        happened=_happened(actor, found.id), missing=_missing(found, answers),
    )  # fmt: skip


def _missing(found: SharingDecision, answers: Answers) -> tuple[str, ...]:
    lacking = rules.incomplete(found.direction, answers, emergency=found.emergency, left=found.left_at is not None)
    return tuple(lacking)


def _names(user_ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    return {user_id: agencies.user(user_id).name for user_id in user_ids if user_id is not None}


def _happened(actor: Actor, decision_id: UUID) -> tuple[Happened, ...]:
    found = select(DecisionStep).where(belongs_to(actor, DecisionStep), DecisionStep.decision_id == decision_id)
    steps = list(current_session().scalars(found.order_by(DecisionStep.at, DecisionStep.id)))
    names = _names({step.by_user_id for step in steps})
    return tuple(Happened(step.verb.value, names[step.by_user_id], step) for step in steps)


def offer_of(answers: Answers) -> ServiceOffer | None:
    """The service in Roundtable that it would go to; None for a body outside, or when it takes no referrals now."""
    if answers.service is None:
        return None
    try:
        return service_offer(answers.service)
    except NotVisible:
        return None


def recipient_words(answers: Answers, offer: ServiceOffer | None) -> str:
    """“Sex work liaison, Greater Manchester Police”, or the body outside by its name."""
    if offer is not None:
        return f"{offer.team_name}, {offer.agency_name}"
    if answers.service_id:
        return "A team that takes no referrals now"
    body = vocabulary.bodies().get(answers.outside)
    return answers.outside_name or (body.words if body else "Not chosen yet")


def firewall_kind(answers: Answers, offer: ServiceOffer | None) -> AgencyKind:
    """The kind of agency whose firewall holds; the strictest while nobody has been chosen."""
    if offer is not None:
        return offer.kind
    body = vocabulary.bodies().get(answers.outside)
    return body.firewall if body else AgencyKind.POLICE


def teams(actor: Actor) -> list[ServiceOffer]:
    """The services in Roundtable that it could go to."""
    return services_taking_referrals(actor)


def parts(actor: Actor, opened: Opened) -> list[ShownPart]:
    """Everything that is held, kind by kind, as the recipient would read it; what may not leave is said to stay."""
    held = people.parts_for_sharing(actor, opened.row.person_id)
    return [
        ShownPart(
            category, CATEGORY_WORDS[category], tuple(held[category]),
            rules.may_leave_without_consent(category, opened.kind, emergency=opened.row.emergency),
        )
        for category in Category
        if category in held
    ]  # fmt: skip


def going(actor: Actor, opened: Opened) -> list[ShownPart]:
    """What is to leave, word for word: the reason for the alarm first, then each kind that was chosen."""
    held = people.parts_for_sharing(actor, opened.row.person_id)
    held[Category.RISK] = [*_paragraphs(opened.answers.message), *held.get(Category.RISK, [])]
    return [
        ShownPart(category, CATEGORY_WORDS[category], tuple(held[category]), True)
        for category in opened.categories
        if held.get(category)
    ]


def digest(actor: Actor, opened: Opened) -> str:
    """SHA-256 of where it goes and every word that is to leave: equal only when it is what was shown."""
    words = [(part.category.value, part.paragraphs) for part in going(actor, opened)]
    whole = json.dumps([opened.recipient, words], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def words_are_checked(actor: Actor, opened: Opened) -> bool:
    """Whether exactly the words that would leave now were read again; any that changed since need a new look."""
    return opened.answers.words_checked and opened.answers.checked_words == digest(actor, opened)


def words_to_look_at(actor: Actor, opened: Opened) -> list[str]:
    """Watched words in what is to leave. Scanned as for police whoever receives it: this path takes no chances."""
    said = "\n".join(words for part in going(actor, opened) for words in part.paragraphs)
    return sorted(set(words_to_check(said, AgencyKind.POLICE, referral_vocabulary.watched_words())))


def _paragraphs(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


def register_page(actor: Actor, view: str, only: str, number: int) -> Page[Listed]:
    """One page of a view of the register, the longest waiting first. `only`: emergency, share or keep; empty is all."""
    found = visible_to(actor).where(_belongs_in(view))
    if only == "emergency":
        found = found.where(SharingDecision.emergency)
    elif only in tuple(Direction):
        found = found.where(SharingDecision.direction == only)
    newest_first = view == "done"
    order = SharingDecision.begun_at.desc() if newest_first else _ORDER.get(view, SharingDecision.begun_at)
    page: Page[SharingDecision] = page_of(found.order_by(order, SharingDecision.id), number)
    return Page(listed(actor, page.items), page.page, page.total, page.size)


_ORDER = {"review": SharingDecision.review_on, "complete": SharingDecision.complete_by, "tell": SharingDecision.tell_on}


def counts(actor: Actor) -> dict[str, int]:
    """How many decisions stand in each view, by one statement."""
    columns = [func.count().filter(_belongs_in(view)).label(view) for view in VIEWS]
    seen = select(*columns).select_from(SharingDecision).where(*_visible(actor))
    found = current_session().execute(seen).one()
    return dict(found._mapping)


def is_settled(row: SharingDecision) -> bool:
    """Whether there is something to tell the person: it left, a second person refused it, or nothing is shared."""
    kept = row.direction is Direction.KEEP and row.state in KEPT
    return row.left_at is not None or kept or (row.direction is Direction.SHARE and row.state is DecisionState.REFUSED)


KEPT = (DecisionState.KEPT, DecisionState.DONE)
_IS_KEPT = and_(SharingDecision.direction == Direction.KEEP, SharingDecision.state.in_(KEPT))
_IS_REFUSED = and_(SharingDecision.direction == Direction.SHARE, SharingDecision.state == DecisionState.REFUSED)


def _belongs_in(view: str) -> ColumnElement[bool]:
    untold = and_(SharingDecision.told_at.is_(None), SharingDecision.tell_on.is_not(None))
    return {
        "authorise": SharingDecision.state == DecisionState.WAITING,
        "complete": SharingDecision.state.in_((*rules.OPEN, DecisionState.AGREED)),
        "tell": and_(untold, or_(SharingDecision.left_at.is_not(None), _IS_KEPT, _IS_REFUSED)),
        "review": SharingDecision.state.in_(TO_REVIEW),
        "done": SharingDecision.state.in_(ENDED),
    }[view]


def listed(actor: Actor, rows: Sequence[SharingDecision]) -> list[Listed]:
    """Decisions with the words of a line, by a fixed number of statements."""
    known = people.aliases(actor, {each.person_id for each in rows}) if rows else {}
    offers = {offer.service_id: offer for offer in services_taking_referrals(actor)} if rows else {}
    writers = {user.id: user.name for user in agencies.colleagues(actor)} if rows else {}
    return [_listed(each, known[each.person_id], offers, writers) for each in rows]


def _listed(
    each: SharingDecision, named: tuple[str, str], offers: dict[UUID, ServiceOffer], writers: dict[UUID, str]
) -> Listed:
    answers = Answers.read(each.answers)
    offer = offers.get(answers.service) if answers.service else None
    ground = vocabulary.grounds().get(answers.ground)
    return Listed(
        each, *named, writers.get(each.decided_by, ""), recipient_words(answers, offer),
        ground.words if ground else "Not written yet",
    )  # fmt: skip


def of_person(actor: Actor, person_id: UUID) -> list[Listed]:
    """The decisions about one person that the actor may read, newest first."""
    found = visible_to(actor).where(SharingDecision.person_id == person_id)
    return listed(actor, list(current_session().scalars(found.order_by(SharingDecision.begun_at.desc()).limit(20))))


def waiting(actor: Actor) -> list[Listed]:
    """What waits for the reader: to answer as the second person, to complete, to tell the person, to review."""
    today = clock.today()
    mine = SharingDecision.decided_by == actor.user_id
    due = [
        and_(mine, SharingDecision.state.in_((DecisionState.LEFT, DecisionState.QUESTIONED, DecisionState.AGREED))),
        and_(mine, _belongs_in("tell"), SharingDecision.tell_on <= today),
        and_(mine, _belongs_in("review"), SharingDecision.review_on <= today),
    ]
    if actor.may(Permission.SHARING_AUTHORISE):
        due += [
            and_(SharingDecision.state == DecisionState.WAITING, SharingDecision.decided_by != actor.user_id),
            and_(SharingDecision.state == DecisionState.LEFT, SharingDecision.complete_by < today),
        ]
    found = visible_to(actor).where(or_(*due)).order_by(SharingDecision.begun_at).limit(20)
    return listed(actor, list(current_session().scalars(found)))


def overdue(actor: Actor) -> list[SharingDecision]:
    """Emergencies whose rest should have been written by now, whoever wrote them: for the job that chases."""
    found = select(SharingDecision).where(
        belongs_to(actor, SharingDecision), SharingDecision.state == DecisionState.LEFT,
        SharingDecision.complete_by < clock.today(),
    )  # fmt: skip
    return list(current_session().scalars(found))


def due_for_telling_or_review(actor: Actor) -> list[SharingDecision]:
    """Decisions whose day to tell the person, or to be reviewed, has come."""
    today = clock.today()
    tell = and_(_belongs_in("tell"), SharingDecision.tell_on <= today)
    review = and_(_belongs_in("review"), SharingDecision.review_on <= today)
    found = select(SharingDecision).where(belongs_to(actor, SharingDecision), or_(tell, review))
    return list(current_session().scalars(found))


def past_review(actor: Actor) -> list[SharingDecision]:
    """Decisions that made a referral and whose review day has passed: the copy may not be opened any more."""
    found = select(SharingDecision).where(
        belongs_to(actor, SharingDecision), SharingDecision.referral_id.is_not(None),
        SharingDecision.review_on < clock.today(),
    )  # fmt: skip
    return list(current_session().scalars(found))
