"""The home page in words: the day, and how much waits for the reader (ux.md's “what waits for me comes first”)."""

from __future__ import annotations

from datetime import date

from core.panels import Waiting
from core.words import full_day

NUMBERS = ("Nothing", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def lede(waiting: list[Waiting], today: date) -> str:
    """“Monday 23 November 2026. Six waiting. One late, two due soon.”"""
    late = sum(item.clock.state == "late" for item in waiting)
    soon = sum(item.clock.state == "soon" for item in waiting)
    pressing = ", ".join(f"{_number(count)} {words}" for count, words in ((late, "late"), (soon, "due soon")) if count)
    sentences = [f"{full_day(today)}.", f"{_number(len(waiting))} waiting." if waiting else "Nothing waits for you."]
    if pressing:
        sentences.append(f"{pressing[0].upper()}{pressing[1:].lower()}.")
    return " ".join(sentences)


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
