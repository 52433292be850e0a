"""What is asked at the edge of Roundtable: shape and wording, split by direction."""

from referrals.outside.forms.enquiries import AsideForm as AsideForm
from referrals.outside.forms.enquiries import AssignForm as AssignForm
from referrals.outside.forms.enquiries import FormsForm as FormsForm
from referrals.outside.forms.enquiries import LinkForm as LinkForm
from referrals.outside.forms.enquiries import MyselfForm as MyselfForm
from referrals.outside.forms.enquiries import RecordForm as RecordForm
from referrals.outside.forms.enquiries import SomeoneForm as SomeoneForm
from referrals.outside.forms.letters import AskForm as AskForm
from referrals.outside.forms.letters import OpenForm as OpenForm
from referrals.outside.forms.letters import OutsideLetterForm as OutsideLetterForm
from referrals.outside.forms.letters import ReplyForm as ReplyForm
from referrals.outside.forms.letters import TakeBackForm as TakeBackForm
