"""Pages of closing: one case, the records under review, erasure, and the agency's own schedule."""

from cases.closing.views import closings as closings
from cases.closing.views import disposal as disposal
from cases.closing.views import erasing as erasing
from cases.closing.views import keeping as keeping
