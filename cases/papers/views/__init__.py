"""Pages of papers: print and letters of a case, and requests for a copy."""

from cases.papers.views import letters as letters
from cases.papers.views import printing as printing
from cases.papers.views import subjects as subjects
