"""Writes about people, split by what they change: records, consent, the disclosure ledger."""

from people.service.consent import record_consent as record_consent
from people.service.consent import withdraw_consent as withdraw_consent
from people.service.ledger import record_disclosure as record_disclosure
from people.service.records import register_person as register_person
from people.service.records import write_identity as write_identity
from people.service.records import write_name as write_name
from people.service.records import write_part as write_part
from people.service.records import write_safe_contact as write_safe_contact
