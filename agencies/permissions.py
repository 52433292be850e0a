"""What a role can allow. Which role allows what is data: `reference/roles.json`, loaded into the tables of roles."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One thing that an account may do inside its own agency or in the forum."""

    HOME = "home"
    OUTREACH_READ = "outreach.read"
    OUTREACH_LOG = "outreach.log"
    OUTREACH_MANAGE = "outreach.manage"
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
    REPORT_TAKE = "report.take"
    REPORT_RELEASE = "report.release"
    WARNING_READ = "warning.read"
    INFORMATION_RECEIVE = "information.receive"
    AGENCY_SETTINGS = "agency.settings"
    CASE_READ = "case.read"
    CASE_WRITE = "case.write"
    CASE_ALL = "case.all"
    CASE_LEAD = "case.lead"
    CASE_SUPERVISE = "case.supervise"
    PLAN_READ = "plan.read"
    PLAN_WRITE = "plan.write"
    PLAN_UPDATE_OWN = "plan.update-own"
    MEETING_READ = "meeting.read"
    MEETING_WRITE = "meeting.write"
    MEETING_CHAIR = "meeting.chair"
    VOICE_WRITE = "voice.write"
    REPORT_READ = "report.read"
    FIGURES_READ = "figures.read"
    EXPORT_APPROVE = "export.approve"
    DIRECTORY_READ = "directory.read"
    DIRECTORY_KEEP = "directory.keep"
    ACCOUNTS_MANAGE = "accounts.manage"
    AUDIT_READ = "audit.read"


#: Support records and what is done with them: never for an account of the police or of probation (security.md T4).
SUPPORT_RECORDS = frozenset({
    Permission.OUTREACH_READ, Permission.OUTREACH_LOG, Permission.PEOPLE_READ, Permission.PEOPLE_WRITE,
    Permission.PEOPLE_ALL, Permission.CONSENT_RECORD, Permission.LEDGER_READ, Permission.REFERRAL_SEND,
    Permission.REFERRAL_AGENCY, Permission.SHARING_DECIDE, Permission.SHARING_AUTHORISE, Permission.REQUEST_READ,
    Permission.PROTECTION_LEAD, Permission.CASE_READ, Permission.CASE_WRITE, Permission.CASE_ALL, Permission.CASE_LEAD,
    Permission.CASE_SUPERVISE, Permission.OUTREACH_MANAGE, Permission.REPORT_TAKE, Permission.REPORT_RELEASE,
    Permission.WARNING_READ,
})  # fmt: skip

#: All that an account counts for once it answers referrals for police or probation, whatever other role it holds.
LIAISON = frozenset({
    Permission.HOME, Permission.REFERRAL_READ, Permission.REFERRAL_ANSWER, Permission.REQUEST_ASK,
    Permission.INFORMATION_RECEIVE,
})  # fmt: skip
