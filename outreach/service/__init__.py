"""Writes of outreach: rule, change, audit. Nobody is named here; a contact is tied to a record only on request."""

from outreach.service.codes import drop_code as drop_code
from outreach.service.contacts import log_contact as log_contact
from outreach.service.contacts import may_change as may_change
from outreach.service.contacts import put_right as put_right
from outreach.service.contacts import take_out as take_out
from outreach.service.following import finish_follow_up as finish_follow_up
from outreach.service.following import plan_follow_up as plan_follow_up
from outreach.service.following import settle as settle
from outreach.service.linking import link_contact as link_contact
from outreach.service.linking import open_record as open_record
from outreach.service.linking import unlink_contact as unlink_contact
from outreach.service.sessions import count_heads as count_heads
from outreach.service.sessions import end_session as end_session
from outreach.service.sessions import start_session as start_session
from outreach.service.sessions import write_up as write_up
