"""From which count on figures are shown here: the rule of the field, or a stricter one that this service is set to."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app

from reports.disclosure import STANDARD, Rule
from reports.families import FAMILIES, Family


def standing(rule: Rule = STANDARD) -> Rule:
    """A rule as it is used here: FIGURES_THRESHOLD raises it, and never lowers it."""
    return Rule(max(rule.threshold, current_app.config["SETTINGS"].figures_threshold))


def family(code: str) -> Family:
    """A family with its rule as it is used here."""
    own = FAMILIES[code]
    return replace(own, rule=standing(own.rule))
