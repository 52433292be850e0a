"""Words of victim information requests: choices, states, and the one answer that says nothing about anyone."""

from __future__ import annotations

from collections.abc import Mapping

from core import clock
from core.dial import Dial, due_dial
from core.words import short_day
from referrals.requests.models import Basis, CourtOrder, Decision, InformationRequest, RequestState, ViewsAnswer

#: The same words, the same page and the same length, whether the person is unknown, nothing is held, or it was refused.
NOTHING = "We hold nothing that we can give you."
NOTHING_MEANS = (
    "Every agency gives this answer alike: when it does not know the person, when it holds nothing, and when it may "
    "not share what it holds. It says nothing about anyone."
)
BARRED = "Nothing is given for immigration purposes or to the Home Office, by any agency, about anyone."

BASES: Mapping[str, str] = {
    "44A": "Victim information request: Police, Crime, Sentencing and Courts Act 2022, sections 44A to 44F",
    "court": "Court order or witness summons",
    "other": "Another power, named under “why it is necessary”",
}

NOTICES: Mapping[str, str] = {
    "given": "Yes, they were given notice",
    "not_given": "No, and there is a lawful reason",
}

YES_NO: Mapping[str, str] = {"no": "No", "yes": "Yes"}

#: Fixed questions: words of our own could say that the person is known.
CLARIFY: Mapping[str, str] = {
    "enquiry": "Say more exactly which line of enquiry this serves",
    "period": "Give the dates that this is about",
    "narrow": "Ask for less: say which single facts you need",
    "notice": "Say when the person was told, or the lawful reason why not",
    "elsewhere": "Say where else you have looked",
    "counselling": "Say why counselling information has substantial probative value, and who approved it",
    "power": "Name the power that you act under",
}

DECISION_WORDS: Mapping[Decision, str] = {
    Decision.PROVIDE_ALL: "All of it was given",
    Decision.PROVIDE_PART: "Part of it was given",
    Decision.REFUSE: "Refused",
    Decision.NOTHING_HELD: "Not known to us, or nothing held",
    Decision.BARRED_PURPOSE: "Refused at once: for immigration purposes",
}

DECISION_CHOICES: Mapping[Decision, str] = {
    Decision.NOTHING_HELD: "We do not know this person, or hold nothing that was asked for",
    Decision.REFUSE: "We refuse",
}

BASIS_WORDS: Mapping[Basis, str] = {
    Basis.CONSENT: "The person’s consent",
    Basis.DECISION: "An authorised decision to share without consent",
}

ORDER_WORDS: Mapping[CourtOrder, str] = {
    CourtOrder.NONE: "No",
    CourtOrder.ORDER: "Yes, a court order",
    CourtOrder.WITNESS_SUMMONS: "Yes, a witness summons",
}

VIEWS_WORDS: Mapping[ViewsAnswer, str] = {
    ViewsAnswer.AGREES: "Agrees",
    ViewsAnswer.OBJECTS: "Objects",
    ViewsAnswer.DECLINED: "Declined to say",
    ViewsAnswer.NOT_ASKED: "Not asked",
}

STATE_WORDS: Mapping[RequestState, str] = {
    RequestState.ASKED: "Asked",
    RequestState.ACKNOWLEDGED: "Acknowledged",
    RequestState.CLARIFYING: "Asked back",
    RequestState.ANSWERED: "Answered",
    RequestState.WITHDRAWN: "Taken back",
}


def court_order(code: str | None) -> CourtOrder:
    """The court order of a code; none for what is not one."""
    return CourtOrder(code) if code in tuple(CourtOrder) else CourtOrder.NONE


def decision_of(code: str) -> Decision:
    """The decision of a code."""
    return Decision(code)


def views_answer(code: str) -> ViewsAnswer:
    """The answer of a code."""
    return ViewsAnswer(code)


def dial_of(row: InformationRequest) -> Dial:
    """What is owed next and by when; paused while the police were asked back, done at the end."""
    started = clock.london(row.asked_at).date()
    if row.state is RequestState.ASKED:
        return due_dial(started=started, due=row.acknowledge_by, verb="acknowledge")
    if row.state is RequestState.ACKNOWLEDGED:
        return due_dial(started=started, due=row.answer_by, verb="answer")
    if row.state is RequestState.CLARIFYING and row.clarify_at:
        return Dial("calm", 0.0, "Paused", f"asked back {short_day(row.clarify_at)}")
    ended = row.withdrawn_at or row.answered_at
    return Dial("done", 1.0, STATE_WORDS[row.state], short_day(ended) if ended else "")
