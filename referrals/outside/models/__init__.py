"""Tables of what crosses the edge, split by direction: letters that go out, and what is written to us."""

from referrals.outside.models.enquiry import EnquiryKind as EnquiryKind
from referrals.outside.models.enquiry import EnquiryState as EnquiryState
from referrals.outside.models.enquiry import OutsideEnquiry as OutsideEnquiry
from referrals.outside.models.enquiry import PublicForms as PublicForms
from referrals.outside.models.letter import LIVE as LIVE
from referrals.outside.models.letter import LetterState as LetterState
from referrals.outside.models.letter import OutsideAnswer as OutsideAnswer
from referrals.outside.models.letter import OutsideConsent as OutsideConsent
from referrals.outside.models.letter import OutsideDoor as OutsideDoor
from referrals.outside.models.letter import OutsideKind as OutsideKind
from referrals.outside.models.letter import OutsideLetter as OutsideLetter
from referrals.outside.models.letter import Reply as Reply
