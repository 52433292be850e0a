"""Writes at the edge of Roundtable, split by who acts: the sender, the reader outside, whoever writes in, the desk."""

from referrals.outside.service.consent import OutsideAsking as OutsideAsking
from referrals.outside.service.consent import record_outside_consent as record_outside_consent
from referrals.outside.service.consent import withdraw_outside_consent as withdraw_outside_consent
from referrals.outside.service.desk import assign_enquiry as assign_enquiry
from referrals.outside.service.desk import chase_unanswered as chase_unanswered
from referrals.outside.service.desk import erase_old as erase_old
from referrals.outside.service.desk import link_to_record as link_to_record
from referrals.outside.service.desk import make_record as make_record
from referrals.outside.service.desk import note_contact as note_contact
from referrals.outside.service.desk import set_aside as set_aside
from referrals.outside.service.enquiries import change_forms as change_forms
from referrals.outside.service.enquiries import receive as receive
from referrals.outside.service.enquiries import tell_flooded as tell_flooded
from referrals.outside.service.letters import Outgoing as Outgoing
from referrals.outside.service.letters import end_due as end_due
from referrals.outside.service.letters import recall_letter as recall_letter
from referrals.outside.service.letters import record_refusal as record_refusal
from referrals.outside.service.letters import release_due as release_due
from referrals.outside.service.letters import write_letter as write_letter
from referrals.outside.service.reading import answer as answer
from referrals.outside.service.reading import begin_reading as begin_reading
from referrals.outside.service.reading import finish_reading as finish_reading
from referrals.outside.service.reading import note_wrong_words as note_wrong_words
