"""The annual review, half written: a third of the commitments decided, some questions answered, three replies.

Also a word that stayed in a text with its reason, waiting for the coordinator.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from actionplan.rules import Outcome
from core import clock
from core.actor import Actor
from demonstration.stage import Cast, acting, days_ago
from forum.review import queries, service
from people.leaks.rules import LeakAnswer, look

REASONS = {
    Outcome.CONTINUE: "The work is under way and its owners want it to go on.",
    Outcome.AMEND: "It works, and is done together with the partnership now: its words should say so.",
    Outcome.COMPLETE: "Done and evidenced: what it asked for is everyday work now.",
    Outcome.STOP: "Nobody funds it any more, and another commitment covers what is left of it.",
}
ANSWERS = {
    "current": "Mostly. The pressure has moved online, and rents drive more people to work alone. Both need words.",
    "aims": "Yes. All members say that safety comes first, and that support does not depend on leaving sex work.",
    "consultation": (
        "Two drop-ins, an online form in five languages, and a walk. Those who work from home are hard to reach."
    ),
    "equality": (
        "Migrants gain from the firewall and lose where interpreters are late. Trans people ask for one place where "
        "they need not explain themselves. Disabled people cannot reach two of the five drop-ins."
    ),
}
REPLIES = {
    "mash_member": (
        {"worth": 4, "heard": 3, "act": 4, "safe": 4, "work": 5},
        "The voice item at the top of the agenda.", "Shorter papers, and earlier.",
    ),
    "num_lead": (
        {"worth": 5, "heard": 4, "act": 3, "safe": 4, "work": 4},
        "Task and finish groups that really end.", "Owners should bring evidence, not words.",
    ),
    "gmp_representative": (
        {"worth": 4, "heard": 4, "act": 4, "safe": 3, "work": 4},
        "Planned operations are talked through before.", "Say which figures count reports and which count people.",
    ),
}  # fmt: skip


def tell(cast: Cast) -> None:
    """Begin the review three weeks ago, and write a part of it."""
    with acting(cast, "mcc_coordinator", days_ago(21, 10)) as sam:
        today = clock.today()
        review_id = service.begin(actor=sam, begins=today - timedelta(days=364), ends=today).id
    with acting(cast, "mcc_coordinator", days_ago(6, 14)) as sam:
        for question, words in ANSWERS.items():
            service.answer_question(actor=sam, review_id=review_id, question=question, words=words)
        for place, each in enumerate(queries.view(sam, review_id).all[:14]):
            outcome = (Outcome.AMEND if place == 4 else Outcome.COMPLETE) if place % 5 == 4 else Outcome.CONTINUE
            words = f"{each.commitment.words.rstrip('.')}, together with the partnership."
            service.decide(
                actor=sam, review_id=review_id, commitment_id=each.commitment.id, outcome=outcome,
                reason=REASONS[outcome], new_words=words if outcome is Outcome.AMEND else "",
            )  # fmt: skip
    for key, (marks, keeps, changes) in REPLIES.items():
        with acting(cast, key, days_ago(4, 11)) as actor:
            service.answer_survey(actor=actor, review_id=review_id, marks=marks, keeps=keeps, changes=changes)
    with acting(cast, "mash_member", days_ago(2, 16)) as ruby:
        _keep_a_name(ruby, review_id)


def _keep_a_name(actor: Actor, review_id: UUID) -> None:
    """A member names a walk after its founder: found, kept with a reason, and shown to the coordinator."""
    before = queries.own_reply(actor, review_id)
    if before is None:
        return
    words = {"keeps": "The voice item, and the Josephine walk in June.", "changes": before.changes}
    seen = frozenset(each.key for each in look(words))
    service.answer_survey(
        actor=actor, review_id=review_id, marks=dict(before.marks), version=before.version,
        answer=LeakAnswer(seen, "The walk carries its founder’s first name, and she agreed to it."), **words,
    )  # fmt: skip
