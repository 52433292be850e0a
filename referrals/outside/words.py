"""Stored values of this edge as words, and the words of the public forms in plain English and in Easy Read."""

from __future__ import annotations

from collections.abc import Mapping

from referrals.outside.models import EnquiryKind as EnquiryKind
from referrals.outside.models import LetterState
from referrals.outside.models import OutsideKind as OutsideKind
from referrals.outside.models import Reply as Reply

KIND_WORDS: Mapping[OutsideKind, str] = {
    OutsideKind.SUPPORT: "Support service or charity",
    OutsideKind.HEALTH: "Health service",
    OutsideKind.LEGAL: "Solicitor or regulated immigration adviser",
    OutsideKind.POLICE: "Police",
    OutsideKind.PROBATION: "Probation",
    OutsideKind.COUNCIL: "Council",
    OutsideKind.OTHER: "Something else, or not sure",
}

KIND_CLAUSES: Mapping[OutsideKind, str] = {
    OutsideKind.SUPPORT: "a support service",
    OutsideKind.HEALTH: "a health service",
    OutsideKind.LEGAL: "a solicitor or adviser",
    OutsideKind.POLICE: "a police service",
    OutsideKind.PROBATION: "a probation service",
    OutsideKind.COUNCIL: "a council",
    OutsideKind.OTHER: "an organisation of an unknown kind",
}

STATE_WORDS: Mapping[LetterState, str] = {
    LetterState.HELD: "Held, not yet gone",
    LetterState.READY: "Waits behind its link",
    LetterState.READING: "Opened, being read",
    LetterState.READ: "Opened and closed",
    LetterState.UNDONE: "Undone before it went",
    LetterState.RECALLED: "Recalled",
    LetterState.STOPPED: "Stopped: consent or account ended",
    LetterState.EXPIRED: "Expired unopened",
    LetterState.GUESSED: "Closed after wrong words",
}

#: How a letter ended, as the disclosure ledger says it; what was read is no longer in our hands.
END_WORDS: Mapping[LetterState, str] = {
    LetterState.RECALLED: "Recalled; the link is dead",
    LetterState.STOPPED: "Consent ended; the link is dead",
    LetterState.EXPIRED: "Nobody opened it in time; the link is dead",
    LetterState.GUESSED: "Wrong words five times; the link is dead",
}

ACCOUNT_CLOSED = "The account that sent it was closed; the link is dead"

REPLY_WORDS: Mapping[Reply, str] = {
    Reply.RECEIVED: "Received",
    Reply.ACCEPTED: "They take it on",
    Reply.DECLINED: "They cannot take it on",
}

#: The same, as the reader chooses it.
REPLY_CHOICES: Mapping[Reply, str] = {
    Reply.RECEIVED: "We have received it",
    Reply.ACCEPTED: "We can help, and take it on",
    Reply.DECLINED: "We cannot take it on",
}

ENQUIRY_WORDS: Mapping[EnquiryKind, str] = {
    EnquiryKind.MYSELF: "Someone, for themselves",
    EnquiryKind.SOMEONE: "A professional, about someone",
}

ASIDE_WORDS: Mapping[str, str] = {
    "elsewhere": "Not for us: told where else to go",
    "no_reply": "Could not reach them, after trying safely",
    "asked_to_stop": "They asked us to stop",
    "no_consent": "Advice given; the person has not agreed to be named",
    "known": "We are in touch already",
    "spam": "Spam",
}

#: What a person may ask for, in their own reading: code of needs_domains.json to plain words and Easy Read.
NEED_WORDS: Mapping[str, tuple[str, str]] = {
    "SAFETY": ("Being safe from violence", "To be safe"),
    "CJS": ("Reporting to the police, or deciding about it", "Talking about the police"),
    "HOUSING": ("Somewhere to live", "A place to live"),
    "PHYS_HEALTH": ("My health", "My health"),
    "SEX_HEALTH": ("Sexual health", "Sexual health"),
    "MENTAL_HEALTH": ("How I feel", "How I feel"),
    "SUBSTANCE": ("Drugs or alcohol", "Drugs or drink"),
    "MONEY": ("Money, debt or benefits", "Money"),
    "LEGAL": ("My legal rights", "The law and my rights"),
    "IMMIGRATION": ("Free immigration advice", "Free advice about living here"),
    "BASIC": ("Food, clothes, things I need now", "Food and clothes"),
    "OTHER": ("Something else", "Something else"),
}

REACH_WORDS: Mapping[str, tuple[str, str]] = {
    "text": ("Text me", "Text me"),
    "call": ("Ring me", "Ring me"),
    "email": ("E-mail me", "E-mail me"),
    "i_will": ("Do not contact me: I will contact you", "I will call you"),
}

#: Labels of the form that someone fills in for themselves: field to plain words and Easy Read.
MYSELF_LABELS: Mapping[str, tuple[str, str]] = {
    "reach": ("How can we reach you safely?", "How can we talk to you safely?"),
    "address": ("Number or e-mail address", "Your phone number or e-mail"),
    "times": ("When is it safe?", "When is a good time?"),
    "voicemail": ("May we leave a voicemail?", "Can we leave a message on your phone?"),
    "code_word": ("A word or name we can say, so that you know it is us", "A secret word, so you know it is us"),
    "never": ("Anything we must never do", "What should we not do?"),
    "name": ("What name should we use?", "What should we call you?"),
    "needs": ("What would help?", "What do you want help with?"),
    "words": ("Tell us in your own words", "Tell us more, in your own words"),
}
