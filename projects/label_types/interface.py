"""What a label type is: five duties, plain values in and out.

A module of this package that defines `LABEL_TYPE` is a label type; nothing else has to be touched
to add one, but for its browser module and template of the same name in `labelling`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]
Config = Mapping[str, JSON]


class LabelTypeError(ValueError):
    """A configuration or an answer is wrong; `field` names where, the text is a whole sentence."""

    def __init__(self, message: str, *, field_name: str = "") -> None:
        """Keeps the sentence and the field it is about."""
        super().__init__(message)
        self.field_name = field_name


@dataclass(frozen=True, slots=True)
class Option:
    """One scalar setting of a question, shown to the curator as a form field.

    `kind` is "text", "integer", "number", "flag" or "choice" (one of `choices`).
    """

    name: str
    title: str
    kind: Literal["text", "integer", "number", "flag", "choice"]
    help_text: str = ""
    default: JSON = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing an answer says, as the quality engine sees it.

    `unit` tells the parts of one answer apart: "" for a whole answer, the label's value for a
    multi-label answer, the line of a transcription, the token of a text. Exactly one of `code`
    (position in the scheme) and `value` (a number, a text, a shape) is set.
    """

    unit: str = ""
    code: int | None = None
    value: JSON = None


@dataclass(frozen=True, slots=True)
class QualityPlan:
    """Names, resolved in `labelling.quality.registry`, of what suits this kind of answer.

    `shape` says which arrays the engine builds from observations. The first name of each list is
    the default.
    """

    shape: Literal["categorical", "binary", "numeric", "sequence", "geometric", "paired"]
    aggregators: tuple[str, ...]
    agreement: tuple[str, ...]
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One export column: `kind` is "string", "integer", "number", "label" or "json"."""

    name: str
    kind: Literal["string", "integer", "number", "label", "json"]
    description: str
    labels: tuple[str, ...] = field(default=())


class LabelType(Protocol):
    """The interface; every method is pure."""

    name: str
    title: str
    uses_labels: bool
    options: tuple[Option, ...]
    quality: QualityPlan

    def check_config(self, config: Config) -> None:
        """Raises LabelTypeError when a question so configured cannot be asked."""

    def read_form(self, posted: Mapping[str, Sequence[str]], *, prefix: str) -> JSON:
        """Gives the raw answer in a posted HTML form, None where nothing was given."""

    def normalise(self, config: Config, answer: JSON) -> JSON:
        """Gives the one canonical form of a valid answer, or raises LabelTypeError."""

    def observe(self, config: Config, answer: JSON) -> tuple[Observation, ...]:
        """Gives what a normalised answer says to the quality engine."""

    def describe(self, config: Config, answer: JSON) -> str:
        """Gives a normalised answer as words for a person."""

    def columns(self, config: Config) -> tuple[Column, ...]:
        """Gives the export columns of an answer to a question so configured."""

    def export(self, config: Config, answer: JSON) -> Mapping[str, JSON]:
        """Gives the value of each export column for a normalised answer."""
