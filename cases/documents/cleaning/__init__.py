"""A file that came from outside, told by its content and made harmless: bytes in, clean bytes out. Pure.

Nothing is believed of a file's name or of what the browser says it is. A file is kept only after it was opened and
written afresh by us (images, PDF, office files, text), so that what cannot be read through is never kept.
Source: security.md T12; OWASP ASVS 5.0, 5.2 and 5.3.
"""

from cases.documents.cleaning.opening import Cleaned as Cleaned
from cases.documents.cleaning.opening import cleaned as cleaned
from cases.documents.cleaning.terms import TAKEN_OUT as TAKEN_OUT
from cases.documents.cleaning.terms import Limits as Limits
