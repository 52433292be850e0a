"""What is counted of people for reports: the categories of the equality questions and their words. Pure.

Source: domain.md 0, rule 5 (four answers apart) and 6.7. Own words are never counted by what they say.
"""

from __future__ import annotations

from functools import cache

from people.equality import Said, questions
from people.models import Answer

OWN_WORDS = "own-words"


@cache
def categories(key: str) -> dict[str, str]:
    """The categories of one equality question: its list, own words alone, and the ways of having no answer."""
    return {
        **questions()[key].options, OWN_WORDS: "In their own words only", Answer.DECLINED.value: "Prefer not to say",
        Answer.NOT_KNOWN.value: "Not known", Answer.NOT_ASKED.value: "Not asked",
    }  # fmt: skip


def category_of(key: str, said: Said) -> str:
    """The category that an answer counts in; a code that the list no longer holds counts as own words."""
    if said.answer is Answer.GIVEN:
        return said.code if said.code in questions()[key].options else OWN_WORDS
    return said.answer.value if said.answer.value in categories(key) else Answer.NOT_KNOWN.value
