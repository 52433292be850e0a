"""Pages that change what is stored: ask, write, go back; a clash shows what is stored beside what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from core.errors import Clash, Refused
from core.forms import RoundtableForm

Answer = str | Response | tuple[str, int]
Stored = tuple[int, Sequence[tuple[str, str]]]


def change(
    template: str,
    form: RoundtableForm,
    shown: dict[str, Any],
    write: Callable[[], object],
    stored: Callable[[], Stored],
    *,
    back: str,
    done: str = "Saved.",
    **values: Any,
) -> Answer:
    """One form over one versioned row. `write` calls the service; `stored` gives the version and words as they stand.

    Answers 303 to `back`, 422 beside what did not pass, or 409 with both texts and a form that can be sent again.
    """
    if form.submitted():
        try:
            write()
            flash(done, "success")
            return redirect(back, 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            version, now = stored()
            renewed(form, version)
            form.form_errors.append(str(clash))
            return render_template(template, form=form, stored=now, **shown, **values), 409
    return asked(template, form, shown, stored=[], **values)


def renewed(form: RoundtableForm, version: int) -> None:
    """Give a form the version that stands now: a field shows what was posted before what it holds."""
    form.version.raw_data = None
    form.version.data = version
    form.renew_key()


def asked(template: str, form: Any, shown: dict[str, Any], **values: Any) -> Answer:
    """A question page: 200 when first asked, 422 with a fresh key when an answer did not pass."""
    if request.method == "GET":
        return render_template(template, form=form, **shown, **values)
    form.renew_key()
    return render_template(template, form=form, **shown, **values), 422
