"""Pages of victim information requests: the register, one request, and each side's acts."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm, RoundtableForm
from core.web import keep_despite_refusal
from people import service as people_service
from people.words import CATEGORY_WORDS
from referrals import bp
from referrals.requests import queries, service, vocabulary
from referrals.requests.forms import AskForm, ClarifyForm, LinkForm, NoReleaseForm, ReleaseForm, ReplyForm, ViewsForm
from referrals.requests.queries import Choice, RequestPage
from referrals.requests.service import Confirmed
from referrals.rules import SharingRefused

Answer = str | Response | tuple[str, int]
READERS = (Permission.REQUEST_ASK, Permission.REQUEST_READ, Permission.PROTECTION_LEAD)
VIEW_WORDS = {"open": "Open", "answered": "Answered"}


@bp.get("/requests")
@requires(*READERS, conceal=True)
def list_requests() -> Answer:
    """The register: what is open first, by its clock."""
    actor = current_actor()
    view = request.args.get("view", "open")
    view = view if view in VIEW_WORDS else "open"
    page = queries.requests_page(actor, view, request.args.get("page", 1, type=int))
    return render_template(
        "referrals/requests/list.html", view=view, view_words=VIEW_WORDS, page=page, counts=queries.counts(actor),
        vocabulary=vocabulary, asks=actor.may(Permission.REQUEST_ASK),
        page_url=lambda number: url_for("referrals.list_requests", view=view, page=number),
    )  # fmt: skip


@bp.route("/requests/new", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASK, conceal=True)
def new_request() -> Answer:
    """Ask an agency, in the order in which the law asks."""
    actor = current_actor()
    form = AskForm([(str(each.id), each.name) for each in queries.agencies_to_ask(actor)])
    if form.submitted():
        try:
            asked = service.ask(actor=actor, agency_id=UUID(form.agency.data), asked=form.asked())
            flash("Refused, as for everyone." if asked.for_immigration else "Asked. You see here what becomes of it.")
            return redirect(url_for("referrals.show_request", request_id=asked.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return _asked("referrals/requests/new.html", form)


@bp.get("/requests/<uuid:request_id>")
@requires(*READERS, conceal=True)
def show_request(request_id: UUID) -> Answer:
    """One request, as its side may see it."""
    return _render(request_id)


@bp.post("/requests/<uuid:request_id>/withdraw")
@requires(Permission.REQUEST_ASK, conceal=True)
def withdraw_request(request_id: UUID) -> Answer:
    """Take a request back."""

    def act(actor: Actor, _: RoundtableForm) -> str:
        service.withdraw(actor=actor, request_id=request_id)
        return "Taken back. They were told."

    return _act(request_id, EmptyForm(), act)


@bp.post("/requests/<uuid:request_id>/reply")
@requires(Permission.REQUEST_ASK, conceal=True)
def reply_to_agency(request_id: UUID) -> Answer:
    """Answer what was asked back."""
    form = ReplyForm()

    def act(actor: Actor, _: RoundtableForm) -> str:
        service.reply(actor=actor, request_id=request_id, words=form.words.data)
        return "Sent. Their clock goes on."

    return _act(request_id, form, act)


@bp.post("/requests/<uuid:request_id>/open")
@requires(Permission.REQUEST_ASK, conceal=True)
def open_release(request_id: UUID) -> Answer:
    """Open what was released: the agency sees who did."""

    def act(actor: Actor, _: RoundtableForm) -> str:
        service.open_release(actor=actor, request_id=request_id)
        return "Opened. They can see that you did."

    return _act(request_id, EmptyForm(), act)


@bp.post("/requests/<uuid:request_id>/acknowledge")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def acknowledge_request(request_id: UUID) -> Answer:
    """Say that it was received."""

    def act(actor: Actor, form: RoundtableForm) -> str:
        service.acknowledge(actor=actor, request_id=request_id, version=form.version.data or 0)
        return "Acknowledged. It says nothing about anyone."

    return _act(request_id, EmptyForm(), act)


@bp.post("/requests/<uuid:request_id>/clarify")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def clarify_request(request_id: UUID) -> Answer:
    """Ask the police back."""
    form = ClarifyForm()

    def act(actor: Actor, _: RoundtableForm) -> str:
        service.clarify(
            actor=actor, request_id=request_id, version=form.version.data or 0, questions=form.questions.data
        )
        return "Asked. The clock pauses until they reply."

    return _act(request_id, form, act)


@bp.post("/requests/<uuid:request_id>/close")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def close_release(request_id: UUID) -> Answer:
    """Close a release to the police."""

    def act(actor: Actor, _: RoundtableForm) -> str:
        service.close_release(actor=actor, request_id=request_id)
        return "Closed. They cannot open it again."

    return _act(request_id, EmptyForm(), act)


@bp.route("/requests/<uuid:request_id>/person", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, conceal=True)
def link_person(request_id: UUID) -> Answer:
    """Find whom a request is about. A look-up counts as one (the limit of searches holds here too)."""
    actor = current_actor()
    page = _ours(actor, request_id)
    q = request.values.get("q", "").strip()[:200]
    people_service.count_look_up(actor=actor, words=q)
    found = queries.people_to_link(actor, q)
    form = LinkForm([(str(person_id), f"{alias}, {reference}") for person_id, alias, reference in found])
    if form.submitted():
        try:
            service.link_person(actor=actor, request_id=request_id, person_id=UUID(form.person.data))
            return _done(request_id, "Noted. The police do not see this.")
        except Refused as refusal:
            form.show(refusal)
    return _asked("referrals/requests/person.html", form, page=page, q=q, found=found)


@bp.post("/requests/<uuid:request_id>/unlink")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def unlink_person(request_id: UUID) -> Answer:
    """It was not that person."""

    def act(actor: Actor, _: RoundtableForm) -> str:
        service.unlink_person(actor=actor, request_id=request_id)
        return "Taken off."

    return _act(request_id, EmptyForm(), act)


@bp.route("/requests/<uuid:request_id>/views", methods=["GET", "POST"])
@requires(Permission.REQUEST_READ, Permission.PROTECTION_LEAD, conceal=True)
def add_views(request_id: UUID) -> Answer:
    """Write down what the person thinks of it."""
    actor = current_actor()
    page = _ours(actor, request_id)
    form = ViewsForm()
    if form.submitted():
        try:
            service.add_views(
                actor=actor, request_id=request_id, answer=vocabulary.views_answer(form.answer.data),
                words=form.words.data or "",
            )  # fmt: skip
            return _done(request_id, "Written down. The police do not see this.")
        except Refused as refusal:
            form.show(refusal)
    return _asked("referrals/requests/views.html", form, page=page)


@bp.route("/requests/<uuid:request_id>/answer", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, conceal=True)
def answer_request(request_id: UUID) -> Answer:
    """Give the one answer that says nothing about anyone."""
    actor = current_actor()
    page = _ours(actor, request_id)
    form = NoReleaseForm(version=page.row.version)
    if form.submitted():
        try:
            service.answer_without_release(
                actor=actor, request_id=request_id, version=form.version.data or 0,
                decision=vocabulary.decision_of(form.decision.data), account=form.account(),
            )  # fmt: skip
            return _done(request_id, "Answered. They read the same words as everyone who gets nothing.")
        except (Refused, Clash) as problem:
            form.show(problem if isinstance(problem, Refused) else Refused(str(problem)))
            _renew(form, actor, request_id)
    return _asked("referrals/requests/answer.html", form, page=page, vocabulary=vocabulary)


@bp.route("/requests/<uuid:request_id>/release", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, conceal=True)
def release_request(request_id: UUID) -> Answer:
    """Choose what leaves, read it word for word, release it."""
    actor = current_actor()
    page = _ours(actor, request_id)
    if page.file is None or page.file.person_id is None:
        return redirect(url_for("referrals.link_person", request_id=request_id), 303)
    choice = _choice()
    form = ReleaseForm(version=page.row.version)
    if form.submitted():
        problem = _release(actor, request_id, choice, form)
        if problem is None:
            return _done(request_id, "Released, exactly as you read it. It stands in the person’s ledger.")
        form.show(problem)
        _renew(form, actor, request_id)
    return _release_page(actor, page, choice, form)


def _release(actor: Actor, request_id: UUID, choice: Choice, form: ReleaseForm) -> Refused | None:
    """Release, or say why not; what the firewall or consent refused is kept in the person's ledger."""
    confirmed = Confirmed(
        shown=form.shown.data or "", typed=form.typed.data or "", words_checked=bool(form.words_checked.data),
        days=int(form.days.data or 0), interpreter=bool(form.interpreter.data),
    )  # fmt: skip
    try:
        service.release(
            actor=actor, request_id=request_id, version=form.version.data or 0, choice=choice, account=form.account(),
            confirmed=confirmed,
        )  # fmt: skip
    except SharingRefused as refusal:
        words = refusal.reason
        keep_despite_refusal(lambda: service.record_refusal(actor=actor, request_id=request_id, reason=words))
        return refusal
    except Refused as refusal:
        return refusal
    except Clash as clash:
        return Refused(str(clash))
    return None


def _release_page(actor: Actor, page: RequestPage, choice: Choice, form: ReleaseForm) -> Answer:
    if page.file is None or page.file.person_id is None:
        raise NotVisible
    sheet = queries.sheet(actor, page.row, page.file.person_id, choice)
    form.shown.data = sheet.digest
    form.category.data, form.out.data = ",".join(sorted(choice.categories)), ",".join(sorted(choice.left_out))
    form.rests_on.data = choice.rests_on
    rests = [("consent", "Consent to a report to this team")]
    rests += [
        (str(decision_id), "Authorised decision: " + ", ".join(CATEGORY_WORDS[each].lower() for each in sorted(agreed)))
        for decision_id, agreed in queries.decisions_for(actor, page.row, page.file.person_id)
    ]
    return _asked(
        "referrals/requests/release.html", form, page=page, sheet=sheet, choice=choice, rests=rests,
        vocabulary=vocabulary,
    )  # fmt: skip


def _choice() -> Choice:
    """What was chosen: from the address while composing, from the form's own fields when it is sent."""
    if request.method == "POST":
        return Choice(
            frozenset(request.form.get("category", "").split(",")), frozenset(request.form.get("out", "").split(",")),
            request.form.get("rests_on", ""),
        )  # fmt: skip
    args = request.args
    return Choice(frozenset(args.getlist("category")), frozenset(args.getlist("out")), args.get("rests_on", ""))


def _ours(actor: Actor, request_id: UUID) -> RequestPage:
    """A request that the actor's agency was asked; NotVisible for the police."""
    page = queries.request_page(actor, request_id)
    if page.is_ours:
        raise NotVisible
    return page


def _act(request_id: UUID, form: RoundtableForm, act: Callable[[Actor, RoundtableForm], str]) -> Answer:
    """One button or short form: do it, or show the request again with the reason why not."""
    actor, status = current_actor(), 422
    if form.submitted():
        try:
            return _done(request_id, act(actor, form))
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.show(Refused(str(clash)))
            status = 409
    return _render(request_id, form), status


def _done(request_id: UUID, words: str) -> Response:
    flash(words, "success")
    return redirect(url_for("referrals.show_request", request_id=request_id), 303)


def _render(request_id: UUID, failed: RoundtableForm | None = None) -> str:
    actor = current_actor()
    page = queries.request_page(actor, request_id)
    version = page.row.version
    if failed is not None:
        _renew_to(failed, version)
    forms = {kind: failed if isinstance(failed, kind) else kind(version=version) for kind in (ReplyForm, ClarifyForm)}
    return render_template(
        "referrals/requests/show.html", page=page, vocabulary=vocabulary,
        dial=vocabulary.dial_of(page.row), form=EmptyForm(version=version), failed=failed,
        reply=forms[ReplyForm], clarify=forms[ClarifyForm], leads=actor.may(Permission.PROTECTION_LEAD),
        may_open_person=actor.may(Permission.PEOPLE_READ),
    )  # fmt: skip


def _renew(form: RoundtableForm, actor: Actor, request_id: UUID) -> None:
    _renew_to(form, queries.row(actor, request_id).version)


def _renew_to(form: RoundtableForm, version: int) -> None:
    form.renew_key()
    form.version.raw_data = None
    form.version.data = version


def _asked(template: str, form: RoundtableForm, **values: object) -> Answer:
    if request.method == "GET":
        return render_template(template, form=form, **values)
    form.renew_key()
    return render_template(template, form=form, **values), 422
