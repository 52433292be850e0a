"""What is asked before something is put on paper, and while a copy for the person is made."""

from __future__ import annotations

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import ValidationError

from cases.papers.rules import (
    CHOOSABLE_GROUNDS,
    DECISION_WORDS,
    IDENTITY_WORDS,
    PAUSE_WORDS,
    PRINT_WORDS,
    IdentityCheck,
    PieceDecision,
)
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices

LONGEST_LETTER = 20_000
SHAPES = {"pdf": "Pages (PDF)", "json": "A file for machines (JSON)"}
REVIEWED = {code: words for code, words in DECISION_WORDS.items() if code is not PieceDecision.WAITING}
CHECKED = {code: words for code, words in IDENTITY_WORDS.items() if code is not IdentityCheck.NOT_YET}


class Known:
    """A day that has to be given."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __call__(self, form: object, field: DayField) -> None:
        if field.day is None and not field.errors:
            raise ValidationError(self.words)


class PrintForm(RoundtableForm):
    """Which parts, for what, in which shape."""

    sections = Checkboxes("Which parts?", choices=[], validators=[Needed("Choose at least one part")])
    purpose = RadioField("What is it for?", choices=choices(PRINT_WORDS), validators=[Needed("Choose what it is for")])
    reason = TextAreaField("Say more", validators=[AtMost(500)])
    shape = RadioField(
        "As", choices=choices({"pdf": "Pages (PDF)", "json": "A file for machines (JSON)"}), default="pdf"
    )

    def __init__(self, offered: dict[str, str], **values: object) -> None:
        super().__init__(**values)
        self.sections.choices = choices(offered)


class BeginLetterForm(RoundtableForm):
    """Whom a letter is for: the person, or an agency that a live consent names."""

    consent = RadioField("Whom is it for?", choices=[], validators=[Needed("Choose whom it is for")])

    def __init__(self, offered: dict[str, str], **values: object) -> None:
        super().__init__(**values)
        self.consent.choices = choices(offered)


class LetterForm(RoundtableForm):
    """What a letter says. `categories` is asked only of letters to another agency."""

    categories = Checkboxes("What does the letter tell?", choices=[], validate_choice=False)
    subject = StringField("About", validators=[Needed("Say what it is about"), AtMost(150)])
    words = TextAreaField("Letter", validators=[Needed("Write the letter"), AtMost(LONGEST_LETTER)])

    def __init__(self, kinds: list[tuple[str, str]], **values: object) -> None:
        super().__init__(**values)
        self.categories.choices = choices(dict(kinds))


class RequestForm(RoundtableForm):
    """A request for a copy, as it came in."""

    received_on = DayField("Day it came in", validators=[Needed("Say on which day it came in")])
    asked = TextAreaField("What do they ask for?", validators=[AtMost(2000)])
    delivery = TextAreaField("How can they be given it safely?", validators=[AtMost(1000)])
    identity = RadioField(
        "How do we know that it is them?", choices=choices(IDENTITY_WORDS), validators=[Needed("Choose one of these")]
    )
    identity_on = DayField("Day it was checked")
    identity_note = TextAreaField("How it was checked", validators=[AtMost(1000)])


class IdentityForm(RoundtableForm):
    """How we know that it is them who asks."""

    identity = RadioField("How do we know?", choices=choices(CHECKED), validators=[Needed("Choose how it was checked")])
    identity_on = DayField("Day it was checked", validators=[Known("Say on which day it was checked")])
    identity_note = TextAreaField("How it was checked", validators=[AtMost(1000)])


class ReasonForm(RoundtableForm):
    """One reason."""

    reason = TextAreaField("Why?", validators=[Needed("Say why"), AtMost(2000)])


class PauseForm(RoundtableForm):
    """Why the clock stops, and since when."""

    why = RadioField(
        "What do we wait for?", choices=choices(PAUSE_WORDS), validators=[Needed("Choose what we wait for")]
    )
    from_on = DayField("Day we asked", validators=[Known("Say on which day we asked")])


class ResumeForm(RoundtableForm):
    """Since when the clock runs again."""

    until_on = DayField("Day they answered", validators=[Known("Say on which day they answered")])


class PieceForm(RoundtableForm):
    """What becomes of a piece."""

    decision = RadioField(
        "What becomes of it?", choices=choices(REVIEWED), validators=[Needed("Choose what becomes of it")]
    )
    ground = RadioField("Why is something held back?", choices=choices(CHOOSABLE_GROUNDS), validate_choice=False)
    reason = TextAreaField("In your words", validators=[AtMost(2000)])
    redacted = TextAreaField("What goes, with the rest taken out", validators=[AtMost(20_000)])
