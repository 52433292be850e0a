"""Home: what waits for the reader comes first."""

from __future__ import annotations

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from agencies import bp, home
from agencies.permissions import Permission
from agencies.shell import home_buttons
from core import clock
from core.access import current_actor, requires
from core.panels import Panel, home_panels, waiting_for


@bp.get("/", endpoint="home")
@requires(Permission.HOME)
def show_home() -> ResponseReturnValue:
    """What waits, most urgent first; then the panels that the floors give for these roles."""
    actor = current_actor()
    waiting = waiting_for(actor)
    panels = home_panels(actor)
    return render_template(
        "agencies/home.html", waiting=waiting, lede=home.lede(waiting, clock.today()), buttons=home_buttons(actor),
        main=[drawn(panel) for panel in panels if panel.where == "main"],
        aside=[drawn(panel) for panel in panels if panel.where != "main"],
    )  # fmt: skip


def drawn(panel: Panel) -> Markup:
    """A panel as HTML: its template knows the panel's values by their names."""
    template = current_app.jinja_env.get_template(panel.template)
    return Markup(template.render(panel=panel, **panel.values))  # noqa: S704  # our own template, which escapes
