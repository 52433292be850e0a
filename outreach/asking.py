"""Pages of outreach's rooms that ask and write; a clash shows what is stored beside what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from core.errors import Clash, Refused
from core.forms import RoundtableForm

Answer = str | Response | tuple[str, int]
Stored = tuple[int, Sequence[tuple[str, str]]]


def asked(template: str, form: RoundtableForm, **values: Any) -> Answer:
    """A question page: 200 when first asked, 422 with a fresh key when an answer did not pass."""
    if request.method == "GET":
        return render_template(template, form=form, **values)
    form.renew_key()
    return render_template(template, form=form, **values), 422


def change(
    template: str, form: RoundtableForm, write: Callable[[], object], *, back: str, done: str = "Saved.",
    stored: Callable[[], Stored] | None = None, **values: Any,
) -> Answer:  # fmt: skip
    """One form over one row. `write` calls the service; `stored` gives the version and words as they stand.

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
            if stored is None:
                raise
            version, now = stored()
            form.version.raw_data, form.version.data = None, version
            form.renew_key()
            form.form_errors.append(str(clash))
            return render_template(template, form=form, stored=now, **values), 409
    return asked(template, form, stored=[], **values)
