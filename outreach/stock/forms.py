"""The questions of stock."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from core.forms import AtMost, DayField, Needed, RoundtableForm, choices


class KeepForm(RoundtableForm):
    """Begin to count an item."""

    item = SelectField("Item", validators=[Needed("Choose an item")])
    on_hand = IntegerField(
        "How many are on the shelf now", default=0, validators=[InputRequired("Enter a number, 0 for none")],
        description="0 for what expires: book its delivery next, with the batch.",
    )  # fmt: skip
    low_at = IntegerField(
        "Tell managers when this many are left", default=0, validators=[InputRequired("Enter a number, 0 for none")]
    )

    def __init__(self, offered: dict[str, str], **values: Any) -> None:
        super().__init__(**values)
        self.item.choices = choices(offered, "Choose")


class ItemForm(RoundtableForm):
    """When to tell, and whether it is counted at all."""

    low_at = IntegerField(
        "Tell managers when this many are left", validators=[InputRequired("Enter a number, 0 for none")]
    )
    kept = BooleanField("Count this item", description="What was given is still written down at each contact.")


class DeliveryForm(RoundtableForm):
    """A delivery."""

    quantity = IntegerField("How many came in", validators=[InputRequired("Enter how many came in")])


class BatchDeliveryForm(DeliveryForm):
    """A delivery of what expires."""

    number = StringField(
        "Batch number", validators=[Needed("Enter the batch number on the box"), AtMost(40)],
        description="As it stands on the box, for example LOT 23B417.",
    )  # fmt: skip
    expires_on = DayField("Expiry date", validators=[Needed("Enter the day it expires")])


class CountForm(RoundtableForm):
    """What lies on the shelf."""

    counted = IntegerField("How many are on the shelf", validators=[InputRequired("Enter what you counted")])


class ThrowForm(RoundtableForm):
    """What expired, broke or got lost."""

    quantity = IntegerField("How many", validators=[InputRequired("Enter how many")])


class BatchField(SelectField):
    """Which batch, of those an item has."""

    def __init__(self, label: str = "Batch", **options: Any) -> None:
        super().__init__(label, validators=[Needed("Choose the batch")], **options)


class BatchCountForm(CountForm):
    """What lies on the shelf of one batch."""

    batch = BatchField()

    def __init__(self, batches: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.batch.choices = _batch_choices(batches)


class BatchThrowForm(ThrowForm):
    """What expired, broke or got lost of one batch."""

    batch = BatchField()

    def __init__(self, batches: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.batch.choices = _batch_choices(batches)


class ChooseForm(RoundtableForm):
    """Which batch a session gives an item from."""

    item = StringField(validators=[Optional()])
    batch = BatchField("Batch in the van")

    def __init__(self, batches: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.batch.choices = _batch_choices(batches)


def _batch_choices(batches: list[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice("", "Choose"), *(SelectChoice(value, words) for value, words in batches)]
