"""Pages of outreach: sessions, the quick log of a contact, whose record it belongs to, and what follows."""

from outreach.views import contacts as contacts
from outreach.views import following as following
from outreach.views import linking as linking
from outreach.views import night as night
from outreach.views import sessions as sessions
