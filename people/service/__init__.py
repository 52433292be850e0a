"""Writes about people, split by what they change: records, consent, the disclosure ledger."""

from people.service.consent import record_consent as record_consent
from people.service.consent import record_consents as record_consents
from people.service.consent import take_back as take_back
from people.service.consent import withdraw_consent as withdraw_consent
from people.service.consent import withdraw_parts as withdraw_parts
from people.service.contacting import claim_word as claim_word
from people.service.contacting import note_word as note_word
from people.service.contacting import post_word as post_word
from people.service.contacting import send_word as send_word
from people.service.contacting import take_back_word as take_back_word
from people.service.ledger import order_ledger_copy as order_ledger_copy
from people.service.ledger import record_disclosure as record_disclosure
from people.service.lookups import count_look_up as count_look_up
from people.service.matching import index_missing as index_missing
from people.service.matching import link_records as link_records
from people.service.matching import say_different as say_different
from people.service.matching import unlink_records as unlink_records
from people.service.receipts import CopyKind as CopyKind
from people.service.receipts import hand_over_receipt as hand_over_receipt
from people.service.records import register_person as register_person
from people.service.records import write_identity as write_identity
from people.service.records import write_name as write_name
from people.service.records import write_part as write_part
from people.service.records import write_safe_contact as write_safe_contact
from people.service.reminding import remind_of_endings as remind_of_endings
