"""Pages of information to the police: the agency's letters, and what the police received."""

from safety.police.views import letters as letters
from safety.police.views import received as received
