"""Settling what was found in a shared text: its author takes it out, or says why it stays; the coordinator is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock, outbox
from core.actor import Actor
from core.db import uuid7
from core.errors import Refused
from core.scoping import current_session
from people.leaks import queries, rules
from people.leaks.models import LeakMending, LeakNote, LeakVerdict, LeakVerdictKind
from people.leaks.rules import Finding, LeakAnswer

OVERVIEW = "/forum/wording"


class Found(Refused):
    """Something in a shared text may point at a person, or hurts by its wording: the author decides, with a reason."""

    def __init__(self, findings: tuple[Finding, ...], *, reason: str, instead: str, field: str = "") -> None:
        super().__init__(reason, instead=instead, field=field)
        self.findings = findings


def settle(
    *, actor: Actor, kind: str, row_id: UUID, texts: Mapping[str, str], answer: LeakAnswer | None
) -> None:  # fmt: skip
    """Let a shared text pass, or refuse it with all that was found.

    `kind` and `row_id` name the text (“action update”, its id), `texts` its parts by the names of their fields.
    Passes when nothing is found, or when `answer` was given to all that is found with a reason of 10 characters, or
    when the same words in this text were answered before and nobody wants them out. More than 40 finds are not
    answered: nobody looks at each of them. What stays is stored with its reason and told to the coordinator. Raises
    `Found`. Nobody's records are asked (docs/decisions/034).
    """
    found = rules.look(texts, queries.known_phrases(), queries.officers())
    left = rules.unanswered(found, queries.answered(kind, row_id)) if found else found
    if left and (wanting := rules.few_enough(left) or rules.answer_covers(left, answer)):
        raise Found(left[: rules.MOST_FINDINGS], reason=wanting.reason, instead=wanting.instead, field=wanting.field)
    _mend(actor, queries.wanted_out(kind, row_id, texts), found)
    if left and answer:
        _keep(actor, kind, row_id, left, answer.reason)


def _mend(actor: Actor, wanted: Iterable[LeakNote], found: Iterable[Finding]) -> None:
    """What had to come out is settled: the words are gone, or stand again with a reason of their own."""
    standing = {(each.kind, each.found.casefold()) for each in found}
    for note in wanted:
        gone = (note.finding, note.found.casefold()) not in standing
        current_session().add(LeakMending(note_id=note.id, gone=gone, by_user_id=actor.user_id, at=clock.now()))
        if gone:
            _forget(note)
        audit.record(actor=actor, verb="took words out" if gone else "let words stay again", kind=note.kind,
                     row_id=note.row_id, fields=[note.field])  # fmt: skip


def _forget(note: LeakNote) -> None:
    """Keep no longer what is out of a text: neither the words, nor what stood around them, nor them around others."""
    gone = note.found.casefold()
    for each in queries.same_place(note):
        if each.found.casefold() == gone:
            each.found = each.excerpt = ""
        else:
            each.excerpt = each.found


def _keep(actor: Actor, kind: str, row_id: UUID, found: Iterable[Finding], reason: str) -> None:
    """Store what stays, and why; tell those who run the forum."""
    session, name = current_session(), agencies.user(actor.user_id).name
    notes = [
        LeakNote(
            id=uuid7(), kind=kind, row_id=row_id, field=each.field, finding=each.kind, found=each.found,
            excerpt=each.excerpt, reason=reason, agency_id=actor.agency_id, by_user_id=actor.user_id, by_name=name,
            at=clock.now(),
        )
        for each in found
    ]  # fmt: skip
    session.add_all(notes)
    session.flush()
    audit.record(actor=actor, verb="let words stay", kind=kind, row_id=row_id, fields=sorted({n.field for n in notes}))
    for agency_id, address in queries.told(actor):
        outbox.put(
            agency_id=agency_id, address=address, subject="Words that stayed in a shared text", path=OVERVIEW,
            once=f"leak-note:{notes[0].id}",
        )  # fmt: skip


def judge(
    *, actor: Actor, note_id: UUID, verdict: LeakVerdictKind, words: str, whole_text: bool = False
) -> list[LeakNote]:  # fmt: skip
    """Say of words that stayed that they may, or that they must come out; with `whole_text`, of all let stand at once.

    The author is told when they must come out. Refuses a note that has its answer, one's own, and no reason.
    """
    note = queries.note(actor, note_id).note
    if refusal := rules.verdict_may_be(verdict, words) or rules.note_may_be_judged(
        may=actor.may(Permission.MEETING_WRITE), own=note.by_user_id == actor.user_id
    ):
        raise refusal
    notes = [each.note for each in queries.beside(actor, note) if not each.verdict] if whole_text else [note]
    if note.id not in {each.id for each in notes} or queries.is_judged(note.id):
        raise Refused("These words have their answer already.", instead="Go back to the list.")
    name, now = agencies.user(actor.user_id).name, clock.now()
    current_session().add_all(
        LeakVerdict(
            note_id=each.id, verdict=verdict, words=words.strip(), by_user_id=actor.user_id, by_name=name, at=now
        )
        for each in notes
    )
    current_session().flush()
    audit.record(actor=actor, verb="judged words", kind=note.kind, row_id=note.row_id, fields=[verdict.value])
    if verdict is LeakVerdictKind.TAKE_OUT:
        outbox.put(
            agency_id=note.agency_id, address=agencies.user(note.by_user_id).email, subject="A text of yours",
            path=f"{OVERVIEW}/{note.id}", once=f"leak-verdict:{note.id}",
        )  # fmt: skip
    return notes


def mended(*, actor: Actor, note_id: UUID) -> None:
    """The author says that words which had to come out are out: a text that only grows was said anew.

    Refuses another's words, and words that nobody wants out.
    """
    line = queries.note(actor, note_id)
    if line.note.by_user_id != actor.user_id:
        raise Refused("Only who wrote the words can say that they are out.")
    if line.standing is not queries.Standing.OUT:
        raise Refused("Nobody asks for these words to come out, or they are out already.")
    _mend(actor, [line.note], ())
