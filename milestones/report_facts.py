"""What the facts of a report are made of: texts in both languages, records that are named, figures."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from governance.labels import Label


def _trimmed(value: Decimal) -> Decimal:
    """Without the zeros that a column adds: 14.0000 is 14."""
    return Decimal(f"{value.normalize():f}")


Figure = Annotated[Decimal, AfterValidator(_trimmed)]


class Fact(BaseModel):
    """A part of the report; frozen, so that nothing changes it on the way to the reader."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Fact):
    """A text in the languages in which it was given."""

    zh: str | None = None
    en: str | None = None


class Ref(Fact):
    """A record: its kind, its code and what it is called."""

    kind: str
    code: str
    name: Text

    @classmethod
    def of(cls, kind: str, code: str, zh: str | None, en: str | None) -> "Ref":
        return cls(kind=kind, code=code, name=Text(zh=zh, en=en))

    @classmethod
    def labelled(cls, kind: str, label: Label | None) -> "Ref | None":
        """The record that a label names, None where there is none."""
        return cls.of(kind, label.code, label.zh, label.en) if label else None
