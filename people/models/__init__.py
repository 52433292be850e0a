"""Tables of people, split by what they keep. Every sensitive column is sealed by the person's own key."""

from people.models.contact import PersonMessage as PersonMessage
from people.models.contact import WhyNotSent as WhyNotSent
from people.models.contact import WordOutcome as WordOutcome
from people.models.contact import WordState as WordState
from people.models.matching import KeyKind as KeyKind
from people.models.matching import LinkState as LinkState
from people.models.matching import MatchKey as MatchKey
from people.models.matching import PersonLink as PersonLink
from people.models.record import Answer as Answer
from people.models.record import Category as Category
from people.models.record import Consent as Consent
from people.models.record import ConsentCategory as ConsentCategory
from people.models.record import ConsentMethod as ConsentMethod
from people.models.record import ConsentState as ConsentState
from people.models.record import ConsentWording as ConsentWording
from people.models.record import ContactMethod as ContactMethod
from people.models.record import Disclosure as Disclosure
from people.models.record import DisclosureKind as DisclosureKind
from people.models.record import Identity as Identity
from people.models.record import Person as Person
from people.models.record import Purpose as Purpose
from people.models.record import Receipt as Receipt
from people.models.record import RecordPart as RecordPart
from people.models.record import SafeContact as SafeContact
from people.models.record import TakenBack as TakenBack
