"""What is counted of the criminal justice journey for reports. Pure.

Source: outcome_measures.json (milestones, special measures, compensation) and domain.md 2.2, 2.6 (limits of news).
"""

from __future__ import annotations

from collections.abc import Mapping

#: Steps that funders ask about, in the order of the journey, in words that fit a line.
MILESTONES: Mapping[str, str] = {
    "SARC_ATTENDED": "Sexual assault referral centre attended", "INTEL_SHARED": "Anonymous intelligence shared",
    "REPORTED": "Reported to police", "VRI": "Video-recorded interview or statement",
    "CPS_FILE": "File with the Crown Prosecution Service", "CHARGE": "Charge",
    "NFA_POLICE": "No further action, by police", "NFA_CPS": "No further action, by the CPS",
    "OOCD": "Out-of-court disposal", "VICTIM_WITHDREW": "Person no longer supports the prosecution",
    "VRR_REQUEST": "Victims’ Right to Review asked for", "VRR_OUTCOME": "Victims’ Right to Review answered",
    "VPS": "Victim Personal Statement", "TRIAL_DATE": "Trial date set", "EVIDENCE_GIVEN": "Evidence given",
    "VERDICT": "Verdict", "SENTENCE": "Sentence",
}  # fmt: skip
SPECIAL_MEASURES: Mapping[str, str] = {"applied": "Applied for", "agreed": "Agreed", "refused": "Refused"}
COMPENSATION: Mapping[str, str] = {"applied": "Claim made", "decided": "Claim answered"}
COMPENSATION_STEPS: Mapping[str, str] = {"CICA_APPLIED": "applied", "CICA_DECISION": "decided"}
TOLD: Mapping[str, str] = {
    "in-time": "Told in time", "late": "Told late", "not-yet": "Not told yet, or no day written down",
}  # fmt: skip
#: Steps whose news is owed to the person, with the working days for it: usual, and with enhanced rights.
OWED: Mapping[str, tuple[int, int]] = {
    "ARREST": (5, 1), "SUSPECT_INTERVIEW": (5, 1), "BAIL_RUI": (5, 1), "NFA_POLICE": (5, 1), "NFA_CPS": (5, 1),
    "VERDICT": (1, 1), "SENTENCE": (1, 1),
}  # fmt: skip
RIGHTS: Mapping[str, str] = {
    "met": "Met", "partly": "Partly met", "not_met": "Not met", "not_applicable": "Does not apply",
    "not_known": "Not known",
}  # fmt: skip
