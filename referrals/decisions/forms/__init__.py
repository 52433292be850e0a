"""What the path asks, a page at a time, and what the second person is asked."""

from referrals.decisions.forms.answering import AnswerForm as AnswerForm
from referrals.decisions.forms.answering import LaterForm as LaterForm
from referrals.decisions.forms.answering import OutsideForm as OutsideForm
from referrals.decisions.forms.answering import SendNowForm as SendNowForm
from referrals.decisions.forms.steps import BeginForm as BeginForm
from referrals.decisions.forms.steps import StepForm as StepForm
from referrals.decisions.forms.steps import form_of as form_of
