"""The accounts of an agency: who works here, in which roles, and who is invited."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from agencies import bp, queries, service
from agencies.forms import EmptyForm, InviteForm, RolesForm
from agencies.permissions import Permission
from core.access import current_actor, requires
from core.errors import Clash, Refused

NO_TEAM = ""


@bp.get("/accounts")
@requires(Permission.ACCOUNTS_MANAGE)
def list_accounts() -> ResponseReturnValue:
    """The accounts of one's own agency, a page at a time, and open invitations."""
    actor = current_actor()
    q = request.args.get("q", "").strip()[:100]
    page = queries.accounts_page(actor, request.args.get("page", 1, int), q)
    return render_template(
        "agencies/accounts.html", page=page, q=q, invitations=queries.open_invitations(actor),
        url_for_page=lambda number: url_for("agencies.list_accounts", page=number, q=q or None),
    )  # fmt: skip


@bp.get("/accounts/invite")
@requires(Permission.ACCOUNTS_MANAGE)
def invite_page() -> ResponseReturnValue:
    """Ask whom to invite."""
    return render_template("agencies/invite.html", form=_invite_form(), hints=_role_hints())


@bp.post("/accounts/invite")
@requires(Permission.ACCOUNTS_MANAGE)
def invite() -> ResponseReturnValue:
    """Make an invitation, and show its link this once."""
    form = _invite_form()
    if form.submitted():
        team_id = UUID(form.team_id.data) if form.team_id.data else None
        try:
            email = form.email.data or ""
            token = service.invite(actor=current_actor(), email=email, team_id=team_id, roles=form.roles.data or [])
        except Refused as refusal:
            form.show(refusal)
        else:
            return _show_link(email, token)
    form.renew_key()
    return render_template("agencies/invite.html", form=form, hints=_role_hints()), 422


@bp.get("/accounts/<uuid:user_id>")
@requires(Permission.ACCOUNTS_MANAGE)
def account(user_id: UUID) -> ResponseReturnValue:
    """One account of one's own agency: roles, and whether it may sign in."""
    found = queries.account(current_actor(), user_id)
    return _show_account(user_id, _roles_form(roles=list(found.role_codes), version=found.user.version))


@bp.post("/accounts/<uuid:user_id>/roles")
@requires(Permission.ACCOUNTS_MANAGE)
def change_roles(user_id: UUID) -> ResponseReturnValue:
    """Give other roles; the account's browsers are signed out."""
    queries.account(current_actor(), user_id)
    form = _roles_form()
    if form.submitted():
        chosen, version = form.roles.data or [], form.version.data or 0
        try:
            service.change_roles(actor=current_actor(), user_id=user_id, roles=chosen, version=version)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            return _show_clash(user_id, form, clash)
        else:
            flash("Roles changed. They count from the next sign-in.", "success")
            return redirect(url_for("agencies.account", user_id=user_id), 303)
    form.renew_key()
    return _show_account(user_id, form), 422


@bp.post("/accounts/<uuid:user_id>/<any(deactivate, reactivate):act>")
@requires(Permission.ACCOUNTS_MANAGE)
def set_active(user_id: UUID, act: str) -> ResponseReturnValue:
    """Close an account to its holder, or open it again."""
    queries.account(current_actor(), user_id)
    form = EmptyForm()
    if not form.submitted():
        raise Refused("This page had gone stale.", instead="Open it afresh and send it again.")
    active = act == "reactivate"
    service.set_active(actor=current_actor(), user_id=user_id, active=active, version=form.version.data or 0)
    flash("The account is open again." if active else "The account is closed, and signed out everywhere.", "success")
    return redirect(url_for("agencies.account", user_id=user_id), 303)


@bp.post("/accounts/<uuid:user_id>/new-password")
@requires(Permission.ACCOUNTS_MANAGE)
def new_password_link(user_id: UUID) -> ResponseReturnValue:
    """Make a link with which the holder sets a new password; nobody else ever sets it."""
    found = queries.account(current_actor(), user_id)
    email = found.user.email
    token = service.invite(actor=current_actor(), email=email, team_id=found.user.team_id, roles=[])
    return _show_link(email, token)


def _invite_form() -> InviteForm:
    actor = current_actor()
    form = InviteForm()
    form.roles.choices = _role_choices()
    teams = [SelectChoice(str(team.id), team.name) for team in queries.teams_of(actor.agency_id)]
    form.team_id.choices = [SelectChoice(NO_TEAM, "No team"), *teams]
    return form


def _roles_form(**values: object) -> RolesForm:
    form = RolesForm(**values)
    form.roles.choices = _role_choices()
    return form


def _role_choices() -> list[SelectChoice]:
    kind = queries.agency(current_actor().agency_id).kind
    return [SelectChoice(role.code, role.label) for role in queries.role_choices(kind)]


def _role_hints() -> dict[str, str]:
    kind = queries.agency(current_actor().agency_id).kind
    return {role.code: role.purpose for role in queries.role_choices(kind)}


def _show_account(user_id: UUID, form: RolesForm, clash: str = "") -> str:
    found = queries.account(current_actor(), user_id)
    return render_template(
        "agencies/account_of.html", found=found, form=form, hints=_role_hints(), clash=clash,
        act_form=EmptyForm(version=found.user.version), own=user_id == current_actor().user_id,
    )  # fmt: skip


def _show_clash(user_id: UUID, form: RolesForm, clash: Clash) -> ResponseReturnValue:
    """Both at once: what is stored now, and what was chosen here."""
    found = queries.account(current_actor(), user_id)
    form.version.data = found.user.version
    form.version.raw_data = None
    form.renew_key()
    return _show_account(user_id, form, clash=str(clash)), 409


def _show_link(email: str, token: str) -> str:
    path = url_for("agencies.invitation", token=token)
    link = f"{current_app.config['SETTINGS'].public_base_url}{path}"
    return render_template("agencies/invited.html", email=email, link=link)
