"""Pages of patterns: what several reports of our own share, and the links with other agencies."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, Refused
from safety import bp
from safety.patterns import queries, service
from safety.patterns.forms import AnswerForm
from safety.patterns.queries import LinkLine

Page = str | Response | tuple[str, int]


@bp.get("/patterns")
@requires(Permission.REPORT_TAKE, conceal=True)
def list_patterns() -> str:
    """The same identifier in several of our own reports; for managers, in those of another agency too."""
    actor = current_actor()
    own = queries.own_patterns(actor, request.args.get("page", 1, type=int))
    manages = actor.may(Permission.OUTREACH_MANAGE)
    links = queries.links_page(actor, request.args.get("links", 1, type=int)) if manages else None
    return render_template(
        "safety/patterns/list.html", own=own, links=links, week_words=queries.week_words,
        own_url=lambda n: url_for(".list_patterns", page=n, links=links.page if links else None),
        links_url=lambda n: url_for(".list_patterns", page=own.page, links=n),
    )  # fmt: skip


@bp.get("/patterns/<uuid:link_id>")
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def show_link(link_id: UUID) -> Page:
    """One link: our own reports behind it, what we said, and whom to ring once both want to talk."""
    actor = current_actor()
    line = queries.link(actor, link_id)
    return _shown(line, _form(actor, line))


@bp.post("/patterns/<uuid:link_id>")
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def answer_link(link_id: UUID) -> Page:
    """Talk, or not now."""
    actor = current_actor()
    form, code = _form(actor, queries.link(actor, link_id)), 422
    if form.submitted():
        try:
            row = service.answer_link(
                actor=actor, link_id=link_id, answer=form.answer.data, contact_id=_uuid(form.contact_id.data),
                version=form.version.data or 0,
            )  # fmt: skip
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.show(Refused(str(clash)))
            code = 409
        else:
            flash(_words(queries.link(actor, row.id)), "success")
            return redirect(url_for(".show_link", link_id=link_id), 303)
    line = queries.link(actor, link_id)
    form.renew_key()
    form.version.data, form.version.raw_data = line.version, None
    return _shown(line, form), code


def _words(line: LinkLine) -> str:
    if line.both_talk:
        return f"Kept. {line.agency} wants to talk too: whom to ring is below."
    return "Kept. They are not told what you said, only if both of you want to talk."


def _form(actor: Actor, line: LinkLine) -> AnswerForm:
    names = [(str(user.id), user.name) for user in queries.may_be_named(actor)]
    return AnswerForm(
        names, version=line.version, answer=line.said.value if line.said else None,
        contact_id=str(line.contact_id or (actor.user_id if str(actor.user_id) in dict(names) else "")),
    )  # fmt: skip


def _shown(line: LinkLine, form: AnswerForm) -> str:
    return render_template("safety/patterns/link.html", line=line, form=form, week=queries.week_words(line.found_in))


def _uuid(words: str | None) -> UUID | None:
    try:
        return UUID(words or "")
    except ValueError:
        return None
