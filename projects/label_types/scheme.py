"""The labels of a question's configuration, read into plain objects.

`config["labels"]` is a list of {code, value, name, help_text, key, example_image}; `code` is the
label's fixed position in the scheme (never reused), `value` what is stored and exported.
"""

from dataclasses import dataclass

from projects.label_types.interface import Config, LabelTypeError


@dataclass(frozen=True, slots=True)
class SchemeLabel:
    """One label of a scheme."""

    code: int
    value: str
    name: str
    help_text: str = ""
    key: str = ""
    example_image: str = ""


def read_scheme(config: Config) -> tuple[SchemeLabel, ...]:
    """Gives the labels in scheme order; an entry that is no label raises LabelTypeError."""
    entries = config.get("labels")
    if not isinstance(entries, list):
        raise LabelTypeError("The question has no labels.", field_name="labels")
    labels = []
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("code"), int):
            raise LabelTypeError("Each label needs a code and a value.", field_name="labels")
        labels.append(
            SchemeLabel(
                code=int(str(entry["code"])),
                value=str(entry.get("value", "")),
                name=str(entry.get("name") or entry.get("value", "")),
                help_text=str(entry.get("help_text") or ""),
                key=str(entry.get("key") or ""),
                example_image=str(entry.get("example_image") or ""),
            )
        )
    return tuple(labels)


def check_scheme(labels: tuple[SchemeLabel, ...], *, at_least: int = 2) -> None:
    """Raises LabelTypeError unless the labels are enough, named and told apart."""
    if len(labels) < at_least:
        raise LabelTypeError(f"Give at least {at_least} labels.", field_name="labels")
    for attribute, word in (("code", "code"), ("value", "value"), ("key", "key")):
        seen = [getattr(label, attribute) for label in labels if getattr(label, attribute) != ""]
        twice = sorted({str(each) for each in seen if seen.count(each) > 1})
        if twice:
            raise LabelTypeError(
                f"Two labels have the same {word}: {', '.join(twice)}.", field_name="labels"
            )
    if any(not label.value for label in labels):
        raise LabelTypeError("Every label needs a value.", field_name="labels")
