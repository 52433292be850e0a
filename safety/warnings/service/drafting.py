"""Writing a warning: begun from reports that agree, mended until the check is content, sent to a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import update

from agencies.permissions import Permission
from agencies.queries import colleagues
from core import audit, clock, outbox
from core.actor import Actor
from core.crypto.datakeys import create_key, destroy_key
from core.crypto.fields import packed
from core.db import uuid7
from core.errors import Clash, Refused
from core.scoping import current_session
from safety.anonymity import open_findings
from safety.reports import queries as reports
from safety.vocabulary import Grade, Scope
from safety.warnings import queries, rules
from safety.warnings.content import Noticed, WarningText
from safety.warnings.models import DraftState, WarningDraft, WarningSource

CHANGED_MEANWHILE = "This changed while you were writing. Both texts are below; nothing is lost."
SUBJECT = "A warning waits for a second person"


def start_draft(
    *, actor: Actor, report_ids: Sequence[UUID], text: WarningText, grade: Grade, months: int = rules.USUAL_MONTHS
) -> WarningDraft:  # fmt: skip
    """Begin a warning from one report or several, each with a standing yes to a warning; nothing leaves by it.

    Raises NotVisible for a report that the actor may not open; refuses what `rules.may_be_written` and
    `rules.says_enough` do.
    """
    for report_id in report_ids:
        reports.peek(actor, report_id)
    refuse_without_yes(actor, report_ids)
    return _new_draft(actor, report_ids, text, grade, months, None)


def start_correction(*, actor: Actor, warning_id: UUID, also: Sequence[UUID] = ()) -> WarningDraft:
    """Begin a new edition of a warning, with what it says now; what is out stays as it is until that is released.

    `also`: reports that came since and stand behind it as well. A draft that is open for it already is given back.
    Refuses what `rules.may_be_corrected` does, and a warning whose reports do not all agree any more.
    """
    made = queries.issued(actor, warning_id)
    _refuse_if(rules.may_be_corrected(made.state))
    if (known := queries.file_of(actor, warning_id).open_draft_id) is not None:
        return _with_sources(actor, queries.peek(actor, known), also)
    last = queries.last_draft(actor, warning_id)
    if last is None:
        raise Refused("The reports behind this warning are not yours to open.", instead="Ask your manager.")
    for report_id in also:
        reports.peek(actor, report_id)
    report_ids = list(dict.fromkeys([*(row.id for row in queries.sources_of(actor, last.id)), *also]))
    refuse_without_yes(actor, report_ids)
    return _new_draft(actor, report_ids, queries.draft_text(last), last.grade, rules.USUAL_MONTHS, warning_id)


def _with_sources(actor: Actor, row: WarningDraft, also: Sequence[UUID]) -> WarningDraft:
    """An open draft with more reports behind it."""
    behind = {report.id for report in queries.sources_of(actor, row.id)}
    more = [reports.peek(actor, report_id).id for report_id in also if report_id not in behind]
    if more:
        refuse_without_yes(actor, [*behind, *more])
        _stand_behind(actor, row.id, more)
    return row


def _new_draft(
    actor: Actor, report_ids: Sequence[UUID], text: WarningText, grade: Grade, months: int, warning_id: UUID | None
) -> WarningDraft:  # fmt: skip
    text = tidied(text)
    _refuse_if(rules.says_enough(text, months))
    draft_id = uuid7()
    create_key(actor.agency_id, draft_id)
    row = WarningDraft(
        agency_id=actor.agency_id, id=draft_id, report_id=report_ids[0], warning_id=warning_id, content=text.packed(),
        grade=grade, months=months, drafted_by=actor.user_id, writers=[str(actor.user_id)], changed_at=clock.now(),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    _stand_behind(actor, draft_id, report_ids)
    audited(actor, "drafted", row)
    return row


def _stand_behind(actor: Actor, draft_id: UUID, report_ids: Sequence[UUID]) -> None:
    for report_id in dict.fromkeys(report_ids):
        current_session().add(WarningSource(agency_id=actor.agency_id, draft_id=draft_id, report_id=report_id))
    current_session().flush()


def change_draft(
    *, actor: Actor, draft_id: UUID, text: WarningText, grade: Grade, months: int, version: int
) -> WarningDraft:  # fmt: skip
    """Write a draft anew, as read at `version`; one that was with the second person is taken back to be written.

    Refuses a draft that is released or dropped and what `rules.says_enough` does; Clash when somebody was first.
    """
    row, text = queries.peek(actor, draft_id), tidied(text)
    _refuse_if(rules.may_change(row.state) or rules.says_enough(text, months))
    claim(row, version)
    row.content, row.grade, row.months = text.packed(), grade, months
    row.drafted_by, row.changed_at, row.state = actor.user_id, clock.now(), DraftState.WRITING
    row.writers = sorted({*row.writers, str(actor.user_id)})
    current_session().flush()
    audited(actor, "changed", row)
    return row


def answer_findings(*, actor: Actor, draft_id: UUID, answers: Mapping[str, str], version: int) -> WarningDraft:
    """Keep why finds of the check may stand, by their keys; what must go cannot be answered, and no answer helps it."""
    row = queries.peek(actor, draft_id)
    _refuse_if(rules.may_change(row.state))
    known = {each.key for each in queries.findings_of(actor, row, queries.sources_of(actor, row.id))}
    claim(row, version)
    row.answers = packed({key: words.strip() for key, words in answers.items() if key in known and words.strip()})
    row.writers = sorted({*row.writers, str(actor.user_id)})
    row.changed_at = clock.now()
    current_session().flush()
    audited(actor, "answered the check of", row)
    return row


def send_draft(*, actor: Actor, draft_id: UUID, version: int) -> WarningDraft:
    """Give a draft to a second person; those who may release it and wrote none of it are told.

    Refuses while the check still finds something, and once a report behind it no longer agrees.
    """
    row = queries.peek(actor, draft_id)
    behind = queries.sources_of(actor, row.id)
    refuse_without_yes(actor, [report.id for report in behind])
    standing = open_findings(queries.findings_of(actor, row, behind), queries.answers_in(row))
    _refuse_if(rules.may_be_sent(row.state, len(standing)))
    claim(row, version)
    row.state, row.sent_at, row.changed_at = DraftState.CHECKING, clock.now(), clock.now()
    row.back_words, row.back_by, row.back_at = None, None, None
    current_session().flush()
    audited(actor, "sent", row)
    _tell_second_people(actor, row)
    return row


def _tell_second_people(actor: Actor, row: WarningDraft) -> None:
    for colleague in colleagues(actor, Permission.REPORT_RELEASE):
        if str(colleague.id) not in row.writers:
            outbox.put(
                agency_id=actor.agency_id, address=colleague.email, subject=SUBJECT,
                path=f"/warnings/drafts/{row.id}", once=f"warning-draft:{row.id}:{row.version}", about=row.report_id,
            )  # fmt: skip


def send_back(*, actor: Actor, draft_id: UUID, words: str, version: int) -> WarningDraft:
    """Give a draft back to be mended, with what should change. Refuses what `rules.may_be_sent_back` does."""
    row = queries.peek(actor, draft_id)
    _refuse_if(rules.may_be_sent_back(row.state, actor.user_id, row.writers, words))
    claim(row, version)
    row.state, row.back_words = DraftState.WRITING, words.strip()
    row.back_by, row.back_at, row.changed_at = actor.user_id, clock.now(), clock.now()
    current_session().flush()
    audited(actor, "sent back", row)
    return row


def drop_draft(*, actor: Actor, draft_id: UUID, version: int) -> WarningDraft:
    """Drop a draft: its words are destroyed. Refuses one that was released or dropped before."""
    row = queries.peek(actor, draft_id)
    _refuse_if(rules.may_change(row.state))
    claim(row, version)
    destroy_draft(actor, row)
    return row


def destroy_draft(actor: Actor, row: WarningDraft) -> None:
    """Destroy the words of an open draft with its key."""
    row.state, row.changed_at = DraftState.DROPPED, clock.now()
    current_session().flush()
    destroy_key(actor.agency_id, row.id)
    audited(actor, "dropped", row)


def refuse_without_yes(actor: Actor, report_ids: Sequence[UUID]) -> None:
    """Refuse unless every report that stands behind a warning agrees to one, at this moment."""
    said = reports.standing_scopes(actor, report_ids)
    agreed = [report_id for report_id, scopes in said.items() if Scope.WARNING in scopes]
    _refuse_if(rules.may_be_written(agreed, report_ids))


def tidied(text: WarningText) -> WarningText:
    """A text without blank rows and spare spaces, each thing noticed once."""
    noticed = (Noticed(each.kind, " ".join(each.value.split())) for each in text.noticed)
    return replace(
        text, title=" ".join(text.title.split()), words=text.words.strip(), advice=text.advice.strip(),
        noticed=tuple(dict.fromkeys(each for each in noticed if each.value)),
    )  # fmt: skip


def claim(row: WarningDraft, version: int) -> None:
    """Take the next version by one conditional UPDATE; whoever comes second meets a clash."""
    taken = current_session().scalar(
        update(WarningDraft)
        .where(WarningDraft.agency_id == row.agency_id, WarningDraft.id == row.id, WarningDraft.version == version)
        .values(version=version + 1)
        .returning(WarningDraft.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        current_session().refresh(row)
        raise Clash(CHANGED_MEANWHILE)
    row.version = version + 1


def audited(actor: Actor, verb: str, row: WarningDraft) -> None:
    """One entry of the trail about a draft."""
    audit.record(actor=actor, verb=verb, kind="warning draft", row_id=row.id)


def _refuse_if(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
