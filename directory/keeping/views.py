"""Pages on which an entry is kept current."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, Stored, change
from core.forms import EmptyForm
from directory import bp, hours, menu, rules
from directory.keeping import forms, queries, service
from directory.keeping import rules as keeping_rules
from directory.keeping.queries import Kept

KEEPERS = (Permission.DIRECTORY_KEEP, Permission.AGENCY_SETTINGS)


@bp.get("/directory/keep")
@requires(*KEEPERS)
def list_kept() -> Answer:
    """What the reader keeps: to be verified first, then what was checked longest ago."""
    actor = current_actor()
    q, asked_for = request.args.get("q", "").strip()[:100], request.args.get("show", "")
    standing = next((each for each in keeping_rules.Standing if each.value == asked_for), None)
    page = queries.kept_page(actor, standing, q, request.args.get("page", 1, type=int))
    return render_template(
        "directory/keeping/list.html", page=page, q=q, standing=standing, words=keeping_rules.STANDING_WORDS,
        counts=queries.counts(actor), others=queries.wanting_by_keeper(actor), tabs=menu.tabs(actor, "keep"),
        organisations=queries.names_of(page.items), rules=rules, today=clock.today(),
        may_add_organisation=actor.may(Permission.DIRECTORY_KEEP),
        url_for_page=lambda number: url_for(".list_kept", q=q or None, show=asked_for or None, page=number),
    )  # fmt: skip


@bp.get("/directory/<uuid:service_id>/keep")
@requires(*KEEPERS)
def show_kept(service_id: UUID) -> Answer:
    """One entry as it stands, part by part, each with its change; its checks so far."""
    actor = current_actor()
    kept = queries.kept_service(actor, service_id)
    return render_template(
        "directory/keeping/show.html", kept=kept, service=kept.service, rules=rules, today=clock.today(),
        checks=queries.checks(actor, service_id), leaves_on=rules.leaves_on(kept.service.checked_on),
    )  # fmt: skip


@bp.route("/directory/new", methods=["GET", "POST"])
@requires(*KEEPERS)
def new_service() -> Answer:
    """A service that is not in the directory yet."""
    actor = current_actor()
    organisations = [(str(row_id), name) for row_id, name in queries.kept_organisations(actor)]
    form = forms.NewServiceForm(organisations, organisation_id=request.args.get("organisation"))
    made: list[UUID] = []

    def write() -> None:
        row = service.add_service(
            actor=actor, organisation_id=UUID(form.organisation_id.data), about=form.about(),
            confidential=bool(form.confidential.data),
        )  # fmt: skip
        made.append(row.id)

    answer = change("directory/keeping/new.html", form, {}, write, lambda: (0, []), back=url_for(".list_kept"),
                    done="Added, to be verified. Say how it is reached and when it is open.")  # fmt: skip
    return redirect(url_for(".show_kept", service_id=made[0]), 303) if made else answer


@bp.route("/directory/<uuid:service_id>/about", methods=["GET", "POST"])
@requires(*KEEPERS)
def change_about(service_id: UUID) -> Answer:
    """What a service is and does."""
    actor = current_actor()
    kept = queries.kept_service(actor, service_id)
    row = kept.service
    form = forms.AboutForm(
        name=row.name, description=row.description, eligibility=row.eligibility, minimum_age=row.minimum_age,
        maximum_age=row.maximum_age, categories=row.categories, languages=", ".join(row.languages),
        areas=", ".join(row.areas), fees=row.fees, alert=row.alert, status=row.status.value, unlisted=row.unlisted,
        version=row.version,
    )  # fmt: skip
    return _change("about", form, kept, lambda: service.change_about(
        actor=actor, service_id=service_id, version=form.version.data or 0, about=form.about()
    ))  # fmt: skip


@bp.route("/directory/<uuid:service_id>/reach", methods=["GET", "POST"])
@requires(*KEEPERS)
def change_reach(service_id: UUID) -> Answer:
    """How a service is reached."""
    actor = current_actor()
    kept = queries.kept_service(actor, service_id)
    row = kept.service
    form = forms.ReachForm(phones=row.phones, urls=row.urls, email=row.email, version=row.version)
    return _change("reach", form, kept, lambda: service.change_reach(
        actor=actor, service_id=service_id, version=form.version.data or 0, **form.facts()
    ))  # fmt: skip


@bp.route("/directory/<uuid:service_id>/hours", methods=["GET", "POST"])
@requires(*KEEPERS)
def change_hours(service_id: UUID) -> Answer:
    """When a service is open."""
    actor = current_actor()
    kept = queries.kept_service(actor, service_id)
    row = kept.service
    week = {code.lower(): words for code, words in hours.week_of(row.schedules).items()}
    form = forms.HoursForm(**week, other="\n".join(hours.other_times(row.schedules)), version=row.version)
    return _change("hours", form, kept, lambda: service.change_hours(
        actor=actor, service_id=service_id, version=form.version.data or 0, schedules=form.schedules(row.schedules)
    ))  # fmt: skip


@bp.route("/directory/<uuid:service_id>/premises", methods=["GET", "POST"])
@requires(*KEEPERS)
def set_premises(service_id: UUID) -> Answer:
    """Whether people may know where a service is: saying no takes every address away."""
    actor = current_actor()
    kept = queries.kept_service(actor, service_id)
    form = forms.PremisesForm(confidential="yes" if kept.service.confidential else "no", version=kept.service.version)
    return _change("premises", form, kept, lambda: service.set_premises(
        actor=actor, service_id=service_id, version=form.version.data or 0,
        confidential=form.confidential.data == "yes",
    ))  # fmt: skip


@bp.route("/directory/<uuid:service_id>/places/new", methods=["GET", "POST"])
@requires(*KEEPERS)
def add_place(service_id: UUID) -> Answer:
    """A further place where a service is found."""
    actor = current_actor()
    kept = queries.kept_service(actor, service_id)
    form = forms.PlaceForm(kind="virtual" if kept.service.confidential else None, version=kept.service.version)
    return _change("place", form, kept, lambda: service.add_place(
        actor=actor, service_id=service_id, version=form.version.data or 0, place=form.place()
    ), place=None)  # fmt: skip


@bp.route("/directory/<uuid:service_id>/places/<uuid:location_id>", methods=["GET", "POST"])
@requires(*KEEPERS)
def change_place(service_id: UUID, location_id: UUID) -> Answer:
    """A place as it stands."""
    actor = current_actor()
    kept, place = queries.kept_place(actor, service_id, location_id)
    form = forms.PlaceForm(
        kind=place.kind, name=place.name, address=place.address, city=place.city, region=place.region,
        postcode=place.postcode, uprn=place.uprn, access=place.access, version=kept.service.version,
    )  # fmt: skip
    return _change("place", form, kept, lambda: service.change_place(
        actor=actor, service_id=service_id, location_id=location_id, version=form.version.data or 0,
        place=form.place(),
    ), place=place)  # fmt: skip


@bp.route("/directory/<uuid:service_id>/places/<uuid:location_id>/remove", methods=["GET", "POST"])
@requires(*KEEPERS)
def remove_place(service_id: UUID, location_id: UUID) -> Answer:
    """Take a place out: its own page, since it cannot be taken back."""
    actor = current_actor()
    kept, place = queries.kept_place(actor, service_id, location_id)
    form = EmptyForm(version=kept.service.version)
    return _change("remove_place", form, kept, lambda: service.remove_place(
        actor=actor, service_id=service_id, location_id=location_id, version=form.version.data or 0
    ), place=place)  # fmt: skip


@bp.route("/directory/<uuid:service_id>/check", methods=["GET", "POST"])
@requires(*KEEPERS)
def note_check(service_id: UUID) -> Answer:
    """The whole entry as others read it, and the word that it is right."""
    actor = current_actor()
    kept = queries.kept_service(actor, service_id)
    form = forms.CheckForm(
        is_own=kept.is_own, how="own" if kept.is_own else None, on=clock.today(), version=kept.service.version
    )
    return _change("check", form, kept, lambda: service.note_check(
        actor=actor, service_id=service_id, version=form.version.data or 0, on=form.on.day or clock.today(),
        how=rules.CheckedHow(form.how.data), note=form.note.data or "",
    ), done="Checked. It says so with the day.")  # fmt: skip


@bp.route("/directory/organisations/new", methods=["GET", "POST"])
@requires(Permission.DIRECTORY_KEEP)
def new_organisation() -> Answer:
    """An organisation that is no member."""
    form = forms.OrganisationForm()
    return change(
        "directory/keeping/organisation.html", form, {"organisation": None},
        lambda: service.add_organisation(actor=current_actor(), **form.facts()), lambda: (0, []),
        back=url_for(".new_service"), done="Added. Now add what it offers.",
    )  # fmt: skip


@bp.route("/directory/organisations/<uuid:organisation_id>/change", methods=["GET", "POST"])
@requires(*KEEPERS)
def change_organisation(organisation_id: UUID) -> Answer:
    """What is said of an organisation."""
    actor = current_actor()
    row = queries.kept_organisation(actor, organisation_id)
    form = forms.OrganisationForm(
        name=row.name, description=row.description, url=row.url, email=row.email, version=row.version
    )

    def stored() -> Stored:
        now = queries.kept_organisation(actor, organisation_id)
        return now.version, [("Name", now.name), ("What it is", now.description), ("Website", now.url or "None"),
                             ("E-mail", now.email or "None")]  # fmt: skip

    return change(
        "directory/keeping/organisation.html", form, {"organisation": row},
        lambda: service.change_organisation(
            actor=actor, organisation_id=organisation_id, version=form.version.data or 0, **form.facts()
        ),
        stored, back=url_for(".show_organisation", organisation_id=organisation_id),
    )  # fmt: skip


def _change(part: str, form: Any, kept: Kept, write: Any, *, done: str = "Saved.", **values: Any) -> Answer:
    """One part of an entry: back to the entry when it is stored; a clash shows the entry as it stands now."""
    service_id = kept.service.id
    return change(
        f"directory/keeping/{part}.html", form, {"kept": kept, "service": kept.service, "rules": rules}, write,
        lambda: _stored(service_id), back=url_for(".show_kept", service_id=service_id), done=done,
        today=clock.today(), **values,
    )  # fmt: skip


def _stored(service_id: UUID) -> Stored:
    kept = queries.kept_service(current_actor(), service_id)
    return kept.service.version, keeping_rules.spoken(kept.service, kept.places)
