"""Questions about information to the police, asked in words. Each passes in silence, or raises the refusal.

Sources: domain.md 4.2 (scopes, the check before it leaves), 4.3 (plain text with provenance) and 4.5 (the firewall).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from uuid import UUID

from agencies.models import AgencyKind
from core.errors import Refused
from core.words import listed
from people.rules import interpreter_line
from people.rules.firewall import WatchedWords, WordGroup, groups_found
from safety.police.models import LetterState, MessageKind, ReleaseKind
from safety.police.vocabulary import EVERYDAY, KIND_WORDS
from safety.wording import Finding, FindingKind

OPEN_STATES = (LetterState.WRITING, LetterState.CHECKING)
#: What somebody may agree to by name in a full report; condoms and all about leave to stay are never asked about.
BY_NAME = frozenset({WordGroup.DRUGS, WordGroup.WORKPLACE})
MOST_QUESTIONS_OPEN = 5


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a full report is from, as they want the police to know it. Every part may be left out but the worker."""

    name: str = ""
    reach: str = ""
    interpreter: bool = False
    worker: str = ""

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What the police read, with its labels."""
        said = [("From", self.name), ("How to reach them", self.reach or "Through the agency"),
                ("Support worker", self.worker)]  # fmt: skip
        found = [(label, words) for label, words in said if words]
        return [*found, ("To speak with them", interpreter_line())] if self.interpreter else found


@dataclass(frozen=True, slots=True)
class Watched:
    """Words of a text that could give away more than was agreed. `never` stops it; the others are read again."""

    never: tuple[str, ...] = ()
    by_name: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()


def packed_who(who: Who) -> dict[str, object]:
    """As it is sealed."""
    return asdict(who)


def refuse_receiver(kind: AgencyKind, *, active: bool, has_agreement: bool) -> None:
    """Refuses who is not police, and police without an agreement in force."""
    if kind is not AgencyKind.POLICE or not active:
        raise Refused("Choose a police service of the forum.", field="police")
    if not has_agreement:
        raise Refused("This police service has no information sharing agreement in force.", field="police")


def refuse_without_scope(kind: ReleaseKind, *, stands: bool) -> None:
    """Refuses without the person's own yes to this very scope; a yes to another is no yes to this (domain.md 4.2)."""
    if not stands:
        raise Refused(
            f"Nothing left. They have not said yes to this: {KIND_WORDS[kind].lower()}.",
            instead="Ask them, and write their answer on the report.",
        )


def refuse_second_letter(state: LetterState | None) -> None:
    """Refuses a second letter of one kind to one police service while another is open or stands."""
    if state in OPEN_STATES:
        raise Refused("A letter like this is being written already.", instead="Go on with that one.")
    if state is LetterState.RELEASED:
        raise Refused("The police have this already.", instead="Take that back first, or answer what they ask.")


def refuse_empty(words: str) -> None:
    """Refuses a letter without words."""
    if not words.strip():
        raise Refused("Write what the police are to read.", field="words")


def refuse_full_report_of_nobody(kind: ReleaseKind, who: Who) -> None:
    """Refuses a full report without a support worker: nobody reports alone (domain.md 4.2, level 4)."""
    if kind is ReleaseKind.FULL_REPORT and not who.worker.strip():
        raise Refused("Name the support worker who stands beside them.", field="worker")


def refuse_finished(state: LetterState, *, wanted: Collection[LetterState]) -> None:
    """Refuses an act for which the letter is too early or too late."""
    if state in wanted:
        return
    if state is LetterState.WRITING:
        raise Refused("This is still being written.", instead="Whoever writes it asks for a second person first.")
    if state is LetterState.CHECKING:
        raise Refused("This waits for a second person.", instead="Take it back to your desk first.")
    raise Refused("This has ended or gone already.", instead="Start a new letter from the report.")


def watched_in(text: str, kind: ReleaseKind, watched: WatchedWords) -> Watched:
    """What a text says beyond what may go: on leave to stay, nationality, language, condoms, drugs, places of work.

    Without a name none of it goes. A full report lets drugs and places of work go when the person agreed to that by
    name, and nothing else. Everyday words (“speed”, “hotel”) are read again. Source: domain.md 4.5.
    """
    found = groups_found(text, AgencyKind.POLICE, watched)
    loose = EVERYDAY | {word for each in watched.lists for word in each.ambiguous}
    everyday = {word for words in found.values() for word in words if word in loose}
    asked = BY_NAME if kind is ReleaseKind.FULL_REPORT else frozenset()
    named = {word for group in asked for word in found.get(group, ()) if word not in everyday}
    never = {word for words in found.values() for word in words} - everyday - named
    return Watched(tuple(sorted(never)), tuple(sorted(named)), tuple(sorted(everyday)))


def firewall_findings(found: Watched) -> list[Finding]:
    """The words of the firewall as findings: some must go, the others stay only with a reason."""
    named = "Police learn of this only when they agreed to it by name. Say when they did, or take it out."
    everyday = "It may be about somebody who works. Take it out, or say what it is about."
    return [
        *(Finding(FindingKind.FIREWALL, word, "It never goes to police. Take it out.", True) for word in found.never),
        *(Finding(FindingKind.FIREWALL, word, named) for word in found.by_name),
        *(Finding(FindingKind.FIREWALL, word, everyday) for word in found.everyday),
    ]


def refuse_open(left: Collection[Finding]) -> None:
    """Refuses while a finding must go, or stands without a reason (domain.md 4.2, “anonymisation check”)."""
    if any(each.must_go for each in left):
        words = quoted(each.found for each in left if each.must_go)
        raise Refused(f"Take this out before it goes: {words}.", instead="Change the words.")
    if left:
        raise Refused(
            f"Still to mend or answer: {quoted(each.found for each in left)}.",
            instead="Change the words, or say in a few words why it may stay.",
        )  # fmt: skip


def refuse_same_person(user_id: UUID, writers: Collection[UUID]) -> None:
    """Refuses whoever wrote any of it: a second person lets it go (domain.md 4.2, “second-person check”)."""
    if user_id in writers:
        raise Refused("You wrote this, so somebody else lets it go.", instead="Ask a manager or an ISVA.")


def refuse_untyped(typed: str, police: str) -> None:
    """Refuses until the name of the police service was typed: what was read cannot be unread."""
    if " ".join(typed.split()).casefold() != police.casefold():
        raise Refused(f"Type {police} to let this go. What they read cannot be unread.", field="typed")


def refuse_message(
    kind: ReleaseKind, message: MessageKind, *, taken_back: bool, opened: bool, open_questions: int
) -> None:
    """Refuses the police a question where nobody agreed to be asked, and any word before reading or after the end."""
    if taken_back:
        raise Refused("This was taken back.", instead="Nothing can be sent about it.")
    if not opened:
        raise Refused("Open it first.")
    if message is not MessageKind.QUESTION:
        return
    if kind is ReleaseKind.INTELLIGENCE:
        raise Refused("Nobody agreed to be asked about this.", instead="You can still tell the agency what came of it.")
    if open_questions >= MOST_QUESTIONS_OPEN:
        raise Refused(f"{MOST_QUESTIONS_OPEN} of your questions still wait.", instead="Wait for an answer first.")


def quoted(words: Iterable[str]) -> str:
    """Words in quotation marks, as a list."""
    return listed([f"“{word}”" for word in words])
