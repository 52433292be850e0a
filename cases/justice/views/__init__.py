"""Pages of the criminal justice journey, split by what they are about."""

from cases.justice.views import choosing as choosing
from cases.justice.views import court as court
from cases.justice.views import incidents as incidents
from cases.justice.views import journey as journey
from cases.justice.views import rights as rights
from cases.justice.views import steps as steps
