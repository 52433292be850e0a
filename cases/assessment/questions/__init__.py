"""The forms of assessment as tables of questions: read by pages, by print and by comparison alike."""

from __future__ import annotations

from collections.abc import Mapping

from cases.assessment.models import AssessmentKind as Kind
from cases.assessment.questions import concerns, dash, marac, needs, risk, self_harm
from cases.assessment.questions.shape import Ask as Ask
from cases.assessment.questions.shape import Page as Page
from cases.assessment.questions.shape import Question as Question
from cases.assessment.questions.shape import Sheet as Sheet

SHEETS: Mapping[Kind, Sheet] = {
    Kind.NEEDS: needs.SHEET,
    Kind.RISK: risk.SHEET,
    Kind.DASH: dash.SHEET,
    Kind.MARAC: marac.SHEET,
    Kind.SELF_HARM: self_harm.SHEET,
    Kind.ADULT: concerns.ADULT,
    Kind.CHILD: concerns.CHILD,
}
