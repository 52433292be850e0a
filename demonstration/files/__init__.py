"""What is inside two case files of the demonstration, room by room. Each telling uses the verbs that the pages call."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from demonstration.files import assessment, contacts, desk, documents, doors, justice, plans, registration
from demonstration.files.scene import Scene, scene_of
from demonstration.stage import Cast

#: In the order in which a case grows.
TELLINGS: tuple[Callable[[Scene], None], ...] = (
    desk.tell, contacts.tell, assessment.tell, justice.tell, plans.tell, registration.tell, documents.tell, doors.tell,
)  # fmt: skip


def tell(cast: Cast, known: dict[str, UUID]) -> None:
    """Fill the two case files. `known`: people by alias."""
    scene = scene_of(cast, known)
    for telling in TELLINGS:
        telling(scene)
