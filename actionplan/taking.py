"""The list of the action plan that may be taken out: the agency's own actions. Nothing in it is about a person."""

from __future__ import annotations

from collections.abc import Iterator

from actionplan import queries
from actionplan.rules import PROGRESS_WORDS, RAG_WORDS
from agencies.exports.lists import Line, ListOffer, Size
from agencies.permissions import Permission
from core.actor import Actor

HEADINGS = (
    "Reference", "Commitment", "Action", "Output", "Owner", "Starts", "Due", "Progress", "Done %", "RAG", "Why",
    "Last report",
)  # fmt: skip


def _size(actor: Actor) -> Size:
    return Size(len(queries.agency_actions(actor, actor.agency_id)))


def _lines(actor: Actor) -> Iterator[Line]:
    for row in queries.agency_actions(actor, actor.agency_id):
        yield Line((
            row.reference, row.commitment_code, row.title, row.output, row.owner_name, row.starts_on, row.due_on,
            PROGRESS_WORDS[row.progress], row.done_percent, RAG_WORDS[row.rag], row.why,
            row.last.at if row.last else None,
        ))  # fmt: skip


OFFERS = (
    ListOffer(
        code="actions-own", title="Actions that my agency owns", about_people=False, headings=HEADINGS,
        says="Every action of the plan that your agency owns, with progress, colour and last report.",
        permissions=(Permission.PLAN_READ,), size=_size, lines=_lines,
    ),
)  # fmt: skip
