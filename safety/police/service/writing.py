"""The agency's verbs before a letter goes: begin, change, answer what the check found, ask for a second person."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from uuid import UUID

from agencies import queries as agencies
from core import clock
from core.actor import Actor
from core.crypto.datakeys import create_key
from core.crypto.fields import packed
from core.db import uuid7
from core.errors import NotVisible, Refused
from core.scoping import current_session
from safety.anonymity import open_findings
from safety.police import checks, queries, rules
from safety.police.models import EndedWhy, LetterState, MessageKind, PoliceLetter, ReleaseKind
from safety.police.rules import Who
from safety.police.service import notices
from safety.police.service.changing import audited, change, scope_stands
from safety.police.vocabulary import SCOPE_OF
from safety.reports import queries as reports
from safety.reports.models import IncidentReport
from safety.vocabulary import DescriptorKind, Grade

#: Letters and figures that are not taken for each other when they are read aloud.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NOBODY = Who()


def write_from_report(
    *, actor: Actor, report_id: UUID, kind: ReleaseKind, police_id: UUID, words: str, grade: Grade,
    noticed: Iterable[UUID] = (), who: Who = NOBODY,
) -> PoliceLetter:  # fmt: skip
    """Begin a letter from a report whose person said yes to this very kind; nothing leaves yet.

    `noticed` are descriptors of the report that may be shared; `who` counts for a full report alone. Refuses without
    the scope, an agency that is not police or has no agreement, a second letter of the kind, and empty words.
    """
    reports.peek(actor, report_id)
    rules.refuse_without_scope(kind, stands=scope_stands(actor, report_id, SCOPE_OF[kind]))
    _refuse_receiver(police_id)
    standing = queries.open_or_standing(actor, kind, police_id, report_id=report_id, observation_id=None)
    rules.refuse_second_letter(standing.state if standing else None)
    rules.refuse_empty(words)
    held = who if kind is ReleaseKind.FULL_REPORT else NOBODY
    rules.refuse_full_report_of_nobody(kind, held)
    row = _begun(actor, kind, police_id, grade, report_id=report_id)
    return _written(actor, row, words, _chosen(actor, report_id, noticed), held)


def write_from_observation(
    *, actor: Actor, observation_id: UUID, police_id: UUID, words: str, grade: Grade = Grade.SEEN
) -> PoliceLetter:
    """Begin a letter from an observation that a manager reviewed and said to pass on; always without names.

    Refuses one that was not reviewed, or that is to stay (NotVisible: it is none of these), and a second letter.
    """
    if observation_id not in {each.id for each in queries.to_pass_on(actor)}:
        raise NotVisible
    _refuse_receiver(police_id)
    kind = ReleaseKind.INTELLIGENCE
    standing = queries.open_or_standing(actor, kind, police_id, report_id=None, observation_id=observation_id)
    rules.refuse_second_letter(standing.state if standing else None)
    rules.refuse_empty(words)
    row = _begun(actor, kind, police_id, grade, observation_id=observation_id)
    return _written(actor, row, words, [], NOBODY)


def write_answer(*, actor: Actor, letter_id: UUID, question_id: UUID, words: str) -> PoliceLetter:
    """Begin an answer to a question of the police: it is checked, and let go by a second person, like any letter.

    Refuses once the question has its answer, while one is being written, and without the person's yes.
    """
    first = queries.peek(actor, letter_id)
    rules.refuse_finished(first.state, wanted=[LetterState.RELEASED])
    asked = queries.message(actor, first.release_id, question_id) if first.release_id else None
    if asked is None or asked.kind is not MessageKind.QUESTION or first.report_id is None:
        raise NotVisible
    refuse_answered(actor, question_id)
    rules.refuse_empty(words)
    stands = scope_stands(actor, first.report_id, SCOPE_OF[first.kind])
    rules.refuse_without_scope(first.kind, stands=stands)
    row = _begun(
        actor, first.kind, first.police_id, first.grade, report_id=first.report_id, question_id=question_id,
        release_id=first.release_id,
    )  # fmt: skip
    return _written(actor, row, words, [], NOBODY)


def refuse_answered(actor: Actor, question_id: UUID) -> None:
    """Refuses a question that has its answer, or for which one is being written."""
    if queries.is_answered(actor, question_id):
        raise Refused("This question has its answer.")
    if queries.answering(actor, question_id) is not None:
        raise Refused("An answer to this is being written already.", instead="Go on with that one.")


def _begun(actor: Actor, kind: ReleaseKind, police_id: UUID, grade: Grade, **origin: UUID | None) -> PoliceLetter:
    now, letter_id = clock.now(), uuid7()
    if origin.get("report_id") is None:
        create_key(actor.agency_id, letter_id)
    return PoliceLetter(
        agency_id=actor.agency_id, id=letter_id, reference=_reference(), kind=kind, grade=grade, police_id=police_id,
        state=LetterState.WRITING, written_by=actor.user_id, written_at=now, changed_by=actor.user_id, changed_at=now,
        **origin,
    )  # fmt: skip


def _written(
    actor: Actor, row: PoliceLetter, words: str, noticed: list[tuple[DescriptorKind, str]], who: Who
) -> PoliceLetter:
    row.words, row.noticed, row.who = words.strip(), packed(noticed), packed(rules.packed_who(who))
    current_session().add(row)
    current_session().flush()
    audited(actor, "wrote", row, row.kind.value)
    return row


def _reference() -> str:
    """Made at random: it says neither how many there are nor what it came of."""
    return (
        "".join(secrets.choice(ALPHABET) for _ in range(4)) + "-" + "".join(secrets.choice(ALPHABET) for _ in range(4))
    )


def _refuse_receiver(police_id: UUID) -> None:
    found = agencies.agency(police_id)
    agreed = agencies.has_current_agreement(police_id, clock.today())
    rules.refuse_receiver(found.kind, active=found.active, has_agreement=agreed)


def _chosen(actor: Actor, report_id: UUID, ids: Iterable[UUID]) -> list[tuple[DescriptorKind, str]]:
    """What was noticed, of what was chosen; what is kept back never goes, whoever chooses it."""
    wanted = set(ids)
    rows = reports.descriptors(actor, report_id)
    return [(row.kind, row.value or "") for row in rows if row.id in wanted and row.shared]


def rewrite(
    *, actor: Actor, letter_id: UUID, version: int, words: str, grade: Grade, noticed: Iterable[UUID] | None = None,
    who: Who = NOBODY,
) -> PoliceLetter:  # fmt: skip
    """Change a letter that is being written. `noticed` None leaves what stands beside the words as it is.

    Whoever changes it has written it: they cannot let it go. Refuses empty words and a letter that waits or has ended.
    """
    row = queries.peek(actor, letter_id)
    rules.refuse_finished(row.state, wanted=[LetterState.WRITING])
    rules.refuse_empty(words)
    held = who if row.kind is ReleaseKind.FULL_REPORT and row.question_id is None else NOBODY
    if row.question_id is None:
        rules.refuse_full_report_of_nobody(row.kind, held)
    sealed = {"words": words.strip(), "who": packed(rules.packed_who(held))}
    if noticed is not None and row.report_id is not None:
        sealed["noticed"] = packed(_chosen(actor, row.report_id, noticed))
    change(
        actor, row, [LetterState.WRITING], version, grade=grade, changed_by=actor.user_id, changed_at=clock.now(),
        **sealed,
    )  # fmt: skip
    audited(actor, "changed", row, *sealed)
    return row


def ask_second_person(*, actor: Actor, letter_id: UUID, version: int, reasons: Mapping[str, str]) -> PoliceLetter:
    """Answer what the check found, and ask somebody else to read it and let it go.

    `reasons` by the key of a finding; each counts for the words it was given for. Refuses while anything found must go
    or has no reason, and without the person's yes.
    """
    row = queries.peek(actor, letter_id)
    rules.refuse_finished(row.state, wanted=[LetterState.WRITING])
    refuse_without_yes(actor, row)
    found = checks.findings(actor, row, report_of(actor, row))
    known = {each.key for each in found}
    kept = {key: words.strip() for key, words in reasons.items() if key in known and words.strip()}
    rules.refuse_open(open_findings(found, kept))
    change(
        actor, row, [LetterState.WRITING], version, state=LetterState.CHECKING, asked_at=clock.now(), returned=None,
        reasons=packed(kept),
    )  # fmt: skip
    audited(actor, "asked to check", row, "reasons")
    notices.tell_second_people(row, queries.about(actor, row))
    return row


def take_to_desk(*, actor: Actor, letter_id: UUID, version: int) -> PoliceLetter:
    """Take a letter back from the second person, to write on it. Refuses one that does not wait there."""
    row = queries.peek(actor, letter_id)
    change(actor, row, [LetterState.CHECKING], version, state=LetterState.WRITING, asked_at=None)
    audited(actor, "took back to write", row)
    return row


def set_aside(*, actor: Actor, letter_id: UUID, version: int) -> PoliceLetter:
    """Say that a letter is not to go after all; nothing left. Refuses one that went."""
    row = queries.peek(actor, letter_id)
    change(
        actor, row, rules.OPEN_STATES, version, state=LetterState.SET_ASIDE, ended_by=actor.user_id,
        ended_at=clock.now(), ended_why=EndedWhy.AGENCY,
    )  # fmt: skip
    audited(actor, "set aside", row)
    return row


def report_of(actor: Actor, row: PoliceLetter) -> IncidentReport | None:
    """The report that a letter came of; None for one that came of an observation."""
    return reports.peek(actor, row.report_id) if row.report_id is not None else None


def refuse_without_yes(actor: Actor, row: PoliceLetter) -> None:
    """Refuses a letter whose scope no longer stands; an observation needs none, a manager reviewed it."""
    if row.report_id is not None:
        stands = scope_stands(actor, row.report_id, SCOPE_OF[row.kind])
        rules.refuse_without_scope(row.kind, stands=stands)
