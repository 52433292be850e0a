"""The page of one referral with every form that its reader may use now, and with the one that was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor
from core.actor import Actor
from core.errors import Clash, Refused
from core.forms import EmptyForm, RoundtableForm
from core.web import keep_despite_refusal
from directory.queries import alternatives, organisation_names
from people.rules import Category
from people.words import CATEGORY_WORDS
from referrals import clocks, queries, service, vocabulary
from referrals.forms import (
    AcceptForm,
    AskForm,
    AssignForm,
    DeclineForm,
    HandoverForm,
    MoreForm,
    OutcomeForm,
    RedirectForm,
)
from referrals.queries import ReferralPage
from referrals.rules import SharingRefused, outcomes_of

Answer = str | Response | tuple[str, int]
Filled = TypeVar("Filled", bound=RoundtableForm)
Forms = dict[str, RoundtableForm]


def show(actor: Actor, page: ReferralPage, failed: RoundtableForm | None = None) -> str:
    """The page for one side; `failed` stands in the place of the form of its kind, with what was typed."""
    forms = forms_of(actor, page)
    if failed is not None:
        forms |= {name: failed for name, form in forms.items() if type(form) is type(failed)}
        for form in forms.values():
            form.renew_key()
            form.version.data, form.version.raw_data = page.referral.version, None
    return render_template(
        "referrals/show.html", page=page, forms=forms, form=forms["button"], failed=failed, clocks=clocks,
        dial=clocks.dial_of(page.referral, "you" if page.is_ours else page.sender),
        may_answer=actor.may(Permission.REFERRAL_ANSWER),
        may_send=actor.may(Permission.REFERRAL_SEND), wrong=queries.wrong_place(actor, page.referral),
        thread=queries.thread(actor, page.referral), me=actor.user_id,
    )  # fmt: skip


def again(actor: Actor, referral_id: UUID, form: RoundtableForm, status: int) -> tuple[str, int]:
    """The referral as it stands now, with what was refused on top and fresh keys in every form."""
    left_out = [Category(code) for code in form.stays.data or []] if isinstance(form, MoreForm) else ()
    page = queries.referral_page(actor, referral_id, left_out)
    return show(actor, page, form), status


def back(referral_id: UUID, words: str) -> Response:
    """To the referral, saying what was done."""
    flash(words, "success")
    return redirect(url_for("referrals.show_referral", referral_id=referral_id), 303)


def answered(
    referral_id: UUID, make: Callable[[Actor], Filled], act: Callable[[Actor, Filled], Response]
) -> Answer:  # fmt: skip
    """Read a form and act on it; or show the referral again with the reason why not, and what was typed."""
    actor = current_actor()
    form = make(actor)
    if not form.submitted():
        return again(actor, referral_id, form, 422)
    try:
        return act(actor, form)
    except SharingRefused as refusal:
        reason = refusal.reason
        keep_despite_refusal(
            lambda: service.record_message_refusal(actor=actor, referral_id=referral_id, reason=reason)
        )  # fmt: skip
        form.show(refusal)
        return again(actor, referral_id, form, 422)
    except Refused as refusal:
        form.show(refusal)
        return again(actor, referral_id, form, 422)
    except Clash as clash:
        form.show(Refused(str(clash)))
        return again(actor, referral_id, form, 409)


def chosen_id(value: str | None, words: str, field: str) -> UUID | None:
    """The id that was chosen, None when nothing was; refuses what is no id, with what to do."""
    try:
        return UUID(value) if value else None
    except ValueError:
        raise Refused(words, field=field) from None


def button(_: Actor) -> EmptyForm:
    """A button with nothing to fill in."""
    return EmptyForm()


def forms_of(actor: Actor, page: ReferralPage) -> Forms:
    """Every form that this reader may use on this page now, by name; `button` is always there."""
    found: Forms = {"button": EmptyForm(version=page.referral.version)}
    if page.is_ours:
        return found | _senders(actor, page)
    if not actor.may(Permission.REFERRAL_ANSWER):
        return found
    return found | (_deciding(actor, page) if page.is_pending else _following(actor, page))


def accepting(actor: Actor, **values: Any) -> AcceptForm:
    """The form to accept with; the worker who has it leads, else the reader."""
    return AcceptForm(_workers(actor), **values)


def assigning(actor: Actor, **values: Any) -> AssignForm:
    """The form that gives a referral to a colleague."""
    return AssignForm(_workers(actor), **values)


def declining(actor: Actor, **values: Any) -> DeclineForm:
    """The form to decline with."""
    return DeclineForm(vocabulary.decline_reasons().items(), _services(actor), **values)


def asking(actor: Actor, **values: Any) -> AskForm:
    """The form that asks for more."""
    askable = [(category.value, words) for category, words in queries.askable_of(actor).items()]
    return AskForm(askable, **values)


def redirecting(actor: Actor, **values: Any) -> RedirectForm:
    """The form that proposes another service."""
    return RedirectForm(_services(actor), **values)


def replying(_: Actor, **values: Any) -> MoreForm:
    """The form by which a sender sends more."""
    return MoreForm([(category.value, words) for category, words in CATEGORY_WORDS.items()], **values)


def handing_over(actor: Actor, **values: Any) -> HandoverForm:
    """The form that confirms a handover."""
    ways = [(way.value, words[:1].upper() + words[1:]) for way, words in vocabulary.HANDOVER_WORDS.items()]
    return HandoverForm(ways, _workers(actor), **values)


def ending(actor: Actor, **values: Any) -> OutcomeForm:
    """The form that says how it went."""
    known = outcomes_of(queries.kind_of(actor.agency_id))
    return OutcomeForm([(each.value, vocabulary.OUTCOME_WORDS[each]) for each in known], **values)


def _senders(actor: Actor, page: ReferralPage) -> Forms:
    if page.around.reply is None or not actor.may(Permission.REFERRAL_SEND):
        return {}
    form = replying(actor, version=page.referral.version)
    form.shown.data = page.around.reply.sheet.digest
    return {"more": form}


def _deciding(actor: Actor, page: ReferralPage) -> Forms:
    version, holder = page.referral.version, str(page.around.holder_id or actor.user_id)
    found: Forms = {
        "assign": assigning(actor, version=version),
        "decline": declining(actor, version=version),
        "accept": accepting(actor, version=version, worker=holder),
    }
    if page.opens_case and page.around.open_question is None:
        found["ask"] = asking(actor, version=version)
    if not page.around.proposal_is_open:
        found["redirect"] = redirecting(actor, version=version)
    return found


def _following(actor: Actor, page: ReferralPage) -> Forms:
    """After accepting: the handover until it is confirmed, how it went until it is told."""
    version, row = page.referral.version, page.referral
    found: Forms = {}
    if row.state.value != "accepted":
        return found
    if row.handover_confirmed_at is None and row.outcome_at is None:
        found["handover"] = handing_over(actor, version=version, worker=str(page.around.holder_id or ""))
    if row.outcome_at is None:
        found["outcome"] = ending(actor, version=version)
    return found


def _workers(actor: Actor) -> list[tuple[str, str]]:
    return [(str(each.id), each.name) for each in queries.workers(actor)]


def _services(actor: Actor) -> list[tuple[str, str]]:
    rows = alternatives(actor)
    runs = organisation_names(rows)
    return [(str(row.id), f"{row.name} ({runs[row.organisation_id]})") for row in rows]
