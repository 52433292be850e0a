"""What a person said about themself, and one child safeguarding concern that a manager checked and passed on."""

from __future__ import annotations

from demonstration.files.scene import Scene
from demonstration.stage import acting, days_ago
from people import service as people
from people.concerns import service as concerns
from people.concerns.models import CheckAnswer, ConcernAbout
from people.equality import said_of

SAID = {
    "ethnicity": ("ONS2021-08", "Black British, Moss Side born"),
    "gender_identity": ("WOMAN", ""),
    "sexual_orientation": ("declined", ""),
    "age_band": ("35_44", ""),
}


def tell(scene: Scene) -> None:
    """Wilma's equality answers, and a concern about a child whom an outreach worker was told of."""
    with acting(scene.cast, "mash_caseworker", days_ago(18, 11)) as actor:
        answers = {key: said_of(key, code, words) for key, (code, words) in SAID.items()}
        people.write_equality(actor=actor, person_id=scene.wilma, answers=answers)
    with acting(scene.cast, "mash_outreach", days_ago(3, 22)) as actor:
        concern_id = concerns.raise_concern(
            actor=actor, about=ConcernAbout.OTHER_CHILD, who="A boy of about six, in a flat on the second floor",
            seen="Two people told the van that he is alone there most nights.\nHe came to the window at 1am.",
            risk="Left alone at night, by two accounts and what we saw.", age="About six",
        ).id  # fmt: skip
    with acting(scene.cast, "mash_manager", days_ago(2, 9)) as actor:
        concerns.check_concern(
            actor=actor, concern_id=concern_id, answer=CheckAnswer.TELL, version=1,
            words="A young child alone at night, from two people apart and our own eyes.",
        )  # fmt: skip
