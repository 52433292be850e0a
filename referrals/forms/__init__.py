"""What a sender and a receiver are asked; the forms hold shape and wording only."""

from referrals.forms.letters import CHOOSE as CHOOSE
from referrals.forms.letters import URGENCIES as URGENCIES
from referrals.forms.letters import Chosen as Chosen
from referrals.forms.letters import DeclineForm as DeclineForm
from referrals.forms.letters import EmptyForm as EmptyForm
from referrals.forms.letters import SendForm as SendForm
