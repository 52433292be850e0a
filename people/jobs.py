"""Scheduled work about people, agency by agency: consents about to end, word to people, keys."""

from __future__ import annotations

from core.actor import Actor
from core.scoping import current_session
from people import queries, service


def remind_of_endings(actor: Actor) -> int:
    """Tell whoever recorded a consent that it ends within 14 days, once for each consent; returns how many."""
    return service.remind_of_endings(actor=actor)


def send_words(actor: Actor) -> int:
    """Send the neutral messages whose safe hour has come; returns how many went.

    Any number of workers may do it: each message is claimed first, and both the claim and the sending are stored at
    once, so that a message leaves once whatever stops the worker between two of them.
    """
    session = current_session()
    sent = 0
    for word_id in queries.words_due(actor):
        if service.claim_word(actor=actor, word_id=word_id):
            session.commit()
            sent += service.post_word(actor=actor, word_id=word_id)
        session.commit()
    return sent


def index_names(actor: Actor) -> int:
    """Make records comparable that were written before there were keys; returns how many."""
    return service.index_missing(actor=actor)
