"""Choice: one label of a scheme of two or more."""

from collections.abc import Mapping, Sequence

from projects.label_types.interface import (
    JSON,
    Column,
    Config,
    LabelTypeError,
    Observation,
    Option,
    QualityPlan,
)
from projects.label_types.scheme import SchemeLabel, check_scheme, read_scheme

MAX_LABELS = 500


class Choice:
    """One of K labels; the answer is the label's value."""

    name = "choice"
    title = "Choice"
    uses_labels = True
    options = (
        Option(
            name="layout",
            title="Layout",
            kind="choice",
            help_text="Buttons below each other read best; a grid saves room for short names.",
            default="list",
            choices=("list", "grid"),
        ),
    )
    quality = QualityPlan(
        shape="categorical",
        aggregators=("dawid_skene", "majority_vote"),
        agreement=("krippendorff_nominal",),
        metrics=("accuracy", "balanced_accuracy", "macro_f1"),
    )

    def check_config(self, config: Config) -> None:
        """Needs two to 500 labels that differ in code, value and key."""
        labels = read_scheme(config)
        check_scheme(labels)
        if len(labels) > MAX_LABELS:
            raise LabelTypeError(f"A choice has at most {MAX_LABELS} labels.", field_name="labels")
        if config.get("layout", "list") not in {"list", "grid"}:
            raise LabelTypeError("The layout is 'list' or 'grid'.", field_name="layout")

    def read_form(self, posted: Mapping[str, Sequence[str]], *, prefix: str) -> JSON:
        """Gives the chosen radio button's value."""
        values = posted.get(prefix, ())
        return values[-1] if values else None

    def normalise(self, config: Config, answer: JSON) -> JSON:
        """Accepts exactly the value of one label of the scheme."""
        return self._label(config, answer).value

    def observe(self, config: Config, answer: JSON) -> tuple[Observation, ...]:
        """Gives the label's code."""
        return (Observation(code=self._label(config, answer).code),)

    def describe(self, config: Config, answer: JSON) -> str:
        """Gives the label's name."""
        return self._label(config, answer).name

    def columns(self, config: Config) -> tuple[Column, ...]:
        """Gives one column that holds the label's value."""
        values = tuple(label.value for label in read_scheme(config))
        return (Column(name="label", kind="label", description="The label chosen.", labels=values),)

    def export(self, config: Config, answer: JSON) -> Mapping[str, JSON]:
        """Gives the label's value."""
        return {"label": self._label(config, answer).value}

    def _label(self, config: Config, answer: JSON) -> SchemeLabel:
        for label in read_scheme(config):
            if label.value == answer:
                return label
        raise LabelTypeError("The answer is not one of the question's labels.")


LABEL_TYPE = Choice()
