"""What a role can allow. Which role allows what is data: `reference/roles.json`, loaded into the tables of roles."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One thing that an account may do inside its own agency or in the forum."""

    HOME = "home"
    OUTREACH_READ = "outreach.read"
    OUTREACH_LOG = "outreach.log"
    PEOPLE_READ = "people.read"
    PEOPLE_WRITE = "people.write"
    PEOPLE_ALL = "people.all"
    CONSENT_RECORD = "consent.record"
    LEDGER_READ = "ledger.read"
    REFERRAL_READ = "referral.read"
    REFERRAL_SEND = "referral.send"
    REFERRAL_ANSWER = "referral.answer"
    REFERRAL_AGENCY = "referral.agency"
    SHARING_DECIDE = "sharing.decide"
    SHARING_AUTHORISE = "sharing.authorise"
    REQUEST_ASK = "request.ask"
    REQUEST_READ = "request.read"
    PROTECTION_LEAD = "protection.lead"
    AGENCY_SETTINGS = "agency.settings"
    CASE_READ = "case.read"
    CASE_WRITE = "case.write"
    CASE_ALL = "case.all"
    CASE_LEAD = "case.lead"
    PLAN_READ = "plan.read"
    PLAN_WRITE = "plan.write"
    PLAN_UPDATE_OWN = "plan.update-own"
    MEETING_READ = "meeting.read"
    MEETING_WRITE = "meeting.write"
    REPORT_READ = "report.read"
    DIRECTORY_READ = "directory.read"
    ACCOUNTS_MANAGE = "accounts.manage"
    AUDIT_READ = "audit.read"
