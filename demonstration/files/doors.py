"""Doors of the demonstration: a colleague who opened Ivy's case twice, and one who is kept away from somebody."""

from __future__ import annotations

from cases.doors import queries
from cases.doors import service as doors
from cases.openings import Verdict
from demonstration.files.scene import Scene
from demonstration.stage import acting, days_ago
from people import service as people

IN_COURT = "Robin is in court all day and Ivy rang the office, frightened of someone outside her flat."
COVERING = "Covering for Robin this morning: the witness care unit asks which contact times are safe."
COUSINS = "Juno told us that they are cousins, and that her family must not know she comes here."


def tell(scene: Scene) -> None:
    """Two openings of Ivy's case, the first of them reviewed; and an exclusion from Juno's record."""
    with acting(scene.cast, "num_caseworker", days_ago(12, 15, 20)) as actor:
        doors.break_glass(actor=actor, case_id=scene.ivy_case, reason=IN_COURT)
    with acting(scene.cast, "num_manager", days_ago(11, 9, 30)) as actor:
        line = queries.to_review(actor)[0]
        doors.review_opening(
            actor=actor, opening_id=line.row.id, verdict=Verdict.FINE, words="Right to look. Robin was told.",
            version=line.row.version,
        )  # fmt: skip
    with acting(scene.cast, "num_caseworker", days_ago(1, 9, 10)) as actor:
        doors.break_glass(actor=actor, case_id=scene.ivy_case, reason=COVERING)
    with acting(scene.cast, "num_isva", days_ago(30, 16)) as actor:
        juno = people.register_person(actor=actor, alias="Juno").id
        away = scene.cast.actor("num_caseworker").user_id
        people.exclude(actor=actor, person_id=juno, user_id=away, reason=COUSINS)
