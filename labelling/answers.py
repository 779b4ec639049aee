"""Answers as plain values: what a client sends, checked against the form it answers.

No model here: forms come in as `Form`, answers go out as `CheckedAnswer`.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from projects.errors import InvalidAnswer
from projects.label_types.interface import JSON, Config, LabelTypeError
from projects.label_types.registry import label_type_named

ANSWERED = "answered"
CANT_TELL = "cant_tell"
NOT_USABLE = "not_usable"
NOT_ASKED = "not_asked"
GIVEN_STATES = (ANSWERED, CANT_TELL, NOT_USABLE)


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One question as asked in one version of the form."""

    id: int
    key: str
    prompt: str
    help_text: str
    label_type: str
    config: Config
    depends_on: str = ""
    depends_on_values: tuple[JSON, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form version: what is asked, in order, and how to decide."""

    id: int
    number: int
    campaign_id: int
    guidelines: str
    questions: tuple[FormQuestion, ...]


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer as a client gave it: a state, and a value where it is `answered`."""

    state: str = ANSWERED
    value: JSON = None


@dataclass(frozen=True, slots=True)
class Submission:
    """The answers to one form about one item, sent together under one UUID."""

    uuid: uuid.UUID
    campaign_slug: str
    assignment_id: int
    form_version_id: int
    answers: Mapping[str, GivenAnswer] = field(default_factory=dict)
    milliseconds: int | None = None

    @property
    def sha256(self) -> str:
        """Gives the digest of the canonical body; the time taken does not enter."""
        body = {
            "campaign": self.campaign_slug,
            "assignment": self.assignment_id,
            "form": self.form_version_id,
            "answers": {key: [each.state, each.value] for key, each in self.answers.items()},
        }
        canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """One answer that fits its question, ready to be stored."""

    question: FormQuestion
    state: str
    value: JSON = None
    code: int | None = None


def check_text(value: JSON, *, field_name: str) -> None:
    """Raises InvalidAnswer for a NUL or a lone surrogate anywhere in a JSON value, keys too."""
    pending: list[JSON] = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            pending.extend(each.keys())
            pending.extend(each.values())
        elif isinstance(each, list):
            pending.extend(each)
        elif isinstance(each, str) and not _is_storable(each):
            message = _("The answer contains a character that cannot be stored.")
            raise InvalidAnswer(message, fields={field_name: message})


def _is_storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def check_answers(
    form: Form, given: Mapping[str, GivenAnswer], *, allowed_states: frozenset[str]
) -> list[CheckedAnswer]:
    """Gives one checked answer per question of the form, in order.

    A question whose condition is not met is "not asked", whatever was sent for it. Raises
    InvalidAnswer naming every question whose answer is missing or wrong.
    """
    faults = {key: _("There is no such question.") for key in given if key not in _keys(form)}
    checked: dict[str, CheckedAnswer] = {}
    for question in form.questions:
        try:
            checked[question.key] = _check_one(question, given, checked, allowed_states)
        except LabelTypeError as error:
            faults[question.key] = str(error)
            checked[question.key] = CheckedAnswer(question, CANT_TELL)
    if faults:
        raise InvalidAnswer(_("Some answers are missing or do not fit."), fields=faults)
    return list(checked.values())


def _keys(form: Form) -> set[str]:
    return {question.key for question in form.questions}


def _check_one(
    question: FormQuestion,
    given: Mapping[str, GivenAnswer],
    before: Mapping[str, CheckedAnswer],
    allowed_states: frozenset[str],
) -> CheckedAnswer:
    if question.depends_on and not _is_asked(question, before):
        return CheckedAnswer(question, NOT_ASKED)
    answer = given.get(question.key)
    if answer is None:
        raise LabelTypeError(_("This question has no answer yet."))
    if answer.state not in allowed_states:
        raise LabelTypeError(_("This kind of answer is not offered in this campaign."))
    if answer.state != ANSWERED:
        return CheckedAnswer(question, answer.state)
    check_text(answer.value, field_name=question.key)
    label_type = label_type_named(question.label_type)
    value = label_type.normalise(question.config, answer.value)
    return CheckedAnswer(question, ANSWERED, value, code_of(question, value))


def _is_asked(question: FormQuestion, before: Mapping[str, CheckedAnswer]) -> bool:
    parent = before.get(question.depends_on)
    return (
        parent is not None
        and parent.state == ANSWERED
        and parent.value in question.depends_on_values
    )


def code_of(question: FormQuestion, value: JSON) -> int | None:
    """Gives the code of a categorical answer, None for other kinds."""
    label_type = label_type_named(question.label_type)
    if label_type.quality.shape != "categorical":
        return None
    return label_type.observe(question.config, value)[0].code
