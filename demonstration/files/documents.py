"""Documents, a letter and a request for a copy on Ivy's case."""

from __future__ import annotations

import io

from PIL import Image

from cases.documents import service as documents
from cases.documents.models import Origin
from cases.documents.service import Facts
from cases.papers.models import IdentityCheck
from cases.papers.service import letters, subjects
from core import clock
from demonstration.files.scene import Scene
from demonstration.stage import acting, days_ago
from people.models import Category

NOTES = "What Ivy wants asked:\n- Who tells her of dates?\n- Can she come in by the side door?\n"
SISTER = "From Ivy’s sister, who came along on the first day and does not want her address known.\n"
LETTER = (
    "Dear Ivy,\n\nwe meet at the usual place at ten. I bring the form we spoke about.\n\n"
    "You can change your mind at any time, about any of it."
)


def tell(scene: Scene) -> None:
    """Keep four documents, send a letter, and open a request that waits for review."""
    with acting(scene.cast, "num_isva", days_ago(40, 11)) as actor:
        case_id = scene.ivy_case
        for facts, content, name in (
            (Facts(name="Questions for the officer", category=Category.CJ, origin=Origin.PERSON),
             NOTES.encode(), "q.txt"),
            (Facts(name="Note from her sister", category=Category.SUPPORT, origin=Origin.OTHER, third_party=True,
                   about="Handed over in an envelope."), SISTER.encode(), "note.txt"),
            (Facts(name="Photo of the door lock", category=Category.ADDRESS, origin=Origin.PERSON),
             _photo(), "door.jpg"),
            (Facts(name="Counsellor’s summary", category=Category.HEALTH, origin=Origin.HEALTH, restricted=True),
             b"For the case team only.\n", "summary.txt"),
        ):  # fmt: skip
            documents.add_document(actor=actor, case_id=case_id, facts=facts, content=content, file_name=name)
    with acting(scene.cast, "num_isva", days_ago(12, 15)) as actor:
        row = letters.begin_letter(actor=actor, case_id=scene.ivy_case)
        letters.write_letter(
            actor=actor,
            case_id=scene.ivy_case,
            letter_id=row.id,
            version=1,
            subject="Our meeting on Friday",
            words=LETTER,
        )
        letters.send_letter(actor=actor, case_id=scene.ivy_case, letter_id=row.id, version=2)
    with acting(scene.cast, "num_protection", days_ago(6, 10)) as lead:
        asked = subjects.open_request(
            actor=lead, person_id=scene.ivy, received_on=clock.today(), identity=IdentityCheck.KNOWN_TO_US,
            identity_on=clock.today(), asked="Everything you have written about me.",
            delivery="On paper, handed over by Robin. Not by post.",
        )  # fmt: skip
        subjects.gather_pieces(actor=lead, request_id=asked.id, version=asked.version)


def _photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (90, 110, 120)).save(out, "JPEG")
    return out.getvalue()
