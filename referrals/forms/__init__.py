"""What a sender and a receiver are asked; the forms hold shape and wording only."""

from referrals.forms.choosing import CHOOSE as CHOOSE
from referrals.forms.choosing import Chosen as Chosen
from referrals.forms.conversation import MessageForm as MessageForm
from referrals.forms.conversation import ReadForm as ReadForm
from referrals.forms.conversation import TargetsForm as TargetsForm
from referrals.forms.letters import DeclineForm as DeclineForm
from referrals.forms.letters import EmptyForm as EmptyForm
from referrals.forms.misdirected import ConfirmForm as ConfirmForm
from referrals.forms.misdirected import RecordForm as RecordForm
from referrals.forms.misdirected import WrongPlaceForm as WrongPlaceForm
from referrals.forms.receiving import AcceptForm as AcceptForm
from referrals.forms.receiving import AskForm as AskForm
from referrals.forms.receiving import AssignForm as AssignForm
from referrals.forms.receiving import BulkForm as BulkForm
from referrals.forms.receiving import HandoverForm as HandoverForm
from referrals.forms.receiving import MoreForm as MoreForm
from referrals.forms.receiving import OutcomeForm as OutcomeForm
from referrals.forms.receiving import RedirectForm as RedirectForm
from referrals.forms.sending import URGENCIES as URGENCIES
from referrals.forms.sending import HurryForm as HurryForm
from referrals.forms.sending import Receiver as Receiver
from referrals.forms.sending import SendForm as SendForm
from referrals.forms.sending import field_name as field_name
from referrals.forms.sending import send_form as send_form
