"""The page of equality answers: voluntary, own words first, protected."""

from __future__ import annotations

from uuid import UUID

from agencies.permissions import Permission
from core.access import current_actor, requires
from people import bp, queries, service
from people.equality import answer_words, questions
from people.equality_forms import EqualityForm
from people.views.records import Page, change, child_route


@bp.route("/people/<uuid:person_id>/equality", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, conceal=True)
def change_equality(person_id: UUID) -> Page:
    """Ask, or change, what somebody says about themself: every question may stay as it is."""
    actor = current_actor()
    who = queries.person(actor, person_id)
    row = queries.equality(actor, person_id)
    form = EqualityForm(said=queries.equality_answers(actor, person_id), version=row.version if row else 0)

    def write() -> None:
        service.write_equality(actor=actor, person_id=person_id, answers=form.answers(), version=form.version.data or 0)

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.equality(actor, person_id)
        said = queries.equality_answers(actor, person_id)
        return (now.version if now else 0), [
            (questions()[key].title, answer_words(key, each)) for key, each in said.items()
        ]

    return change(
        "people/equality.html", form, person_id, write, stored, who=who, questions=questions(),
        then=lambda: child_route(person_id),
    )  # fmt: skip
