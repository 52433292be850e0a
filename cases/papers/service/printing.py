"""Ordering a print or export: its purpose, the audit, and the ledger when it goes to the person."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from cases import queries as case_queries
from cases.papers import rules
from cases.papers.models import CasePrint, PrintFor, Shape
from cases.papers.queries.printing import sections_of
from cases.writing import refuse_by_glass, refuse_if, said
from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.scoping import current_session
from people import service as people_service
from people.models import DisclosureKind


def order_print(
    *, actor: Actor, case_id: UUID, sections: Sequence[str], shape: Shape, purpose: PrintFor, reason: str | None
) -> CasePrint:
    """Order a print or export of chosen parts. A closed case may be printed too: nothing in it changes.

    Refuses no part, and no purpose. What is for the person stands in the ledger before the file is made; nothing is
    printed for anyone else outside the agency: that is a referral, a letter, an answer to a request, or a decision.
    """
    case = case_queries.peek(actor, case_id)
    refuse_by_glass(actor, case)
    for_person = purpose is PrintFor.PERSON
    held = rules.printed(sections_of(actor, case), sections, for_person=for_person)
    refuse_if(rules.print_may_be_made(held, purpose, reason or ""))
    ledger = None
    if for_person:
        ledger = people_service.record_disclosure(
            actor=actor, person_id=case.person_id, kind=DisclosureKind.FILE_PRINT, categories=(),
            recipient_agency_id=actor.agency_id, recipient_team_id=None,
            reason=", ".join(section.title for section in held),
        ).id  # fmt: skip
    row = CasePrint(
        agency_id=actor.agency_id, id=uuid7(), case_id=case.id, person_id=case.person_id,
        sections=[section.key for section in held], shape=shape, purpose=purpose, reason=said(reason),
        made_by=actor.user_id, made_at=clock.now(), disclosure_id=ledger,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="ordered", kind="case print", row_id=row.id, subject_id=case.person_id,
                 fields=(purpose.value, shape.value, *row.sections))  # fmt: skip
    return row
