"""The words of the public page, in plain English and in Easy Read."""

from __future__ import annotations

from collections.abc import Mapping

from safety.vocabulary import DescriptorKind

PLAIN, EASY = 0, 1

LABELS: Mapping[str, tuple[str, str]] = {
    "words": ("What happened?", "What happened?"),
    "day": ("Which day was it, if you know?", "What day was it?"),
    "hours": ("What time of day?", "What time was it?"),
    "ward": ("Which part of the city?", "Where was it?"),
    "harms": ("What kind of thing was it? Tick any that fit", "What kind of thing was it?"),
    "code": ("Your six words", "Your six words"),
    "more": ("What do you want to add?", "What do you want to add?"),
}

#: What may have been noticed of whoever did it, by the kind that it is kept under.
NOTICED: Mapping[DescriptorKind, tuple[str, str]] = {
    DescriptorKind.PHONE: ("Their phone number", "Their phone number"),
    DescriptorKind.EMAIL: ("Their e-mail address", "Their e-mail"),
    DescriptorKind.PROFILE: ("Their profile name, and where", "Their name on a website or app"),
    DescriptorKind.PLATE: ("Their registration plate", "The number plate of their car"),
    DescriptorKind.VEHICLE: ("What they drove", "What their car was like"),
    DescriptorKind.NAME_USED: ("The name they used", "The name they told you"),
    DescriptorKind.LOOKS: ("What they looked like", "What they looked like"),
    DescriptorKind.METHOD: ("How they went about it", "How they did it"),
}
