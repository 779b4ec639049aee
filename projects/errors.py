"""The tree of errors a person may see.

DomainError
├── InvalidInput        something given is wrong; `fields` names what
│   ├── InvalidAnswer   an answer does not fit its question
│   └── InvalidSetup    a campaign or question cannot be used as it is configured
├── NotAllowed          this person may not do this
├── NotFound            there is no such thing, or not for this person
├── Conflict            the thing is in another state than the action needs
└── Unavailable         cannot be done just now; trying again later helps
"""

from collections.abc import Mapping


class DomainError(Exception):
    """Root of all errors that carry a sentence for a person.

    Attributes:
        code: a stable word for programs.
        message: one or more whole sentences.
        fields: reasons by the name of the field they belong to.
    """

    code = "error"

    def __init__(
        self, message: str, *, code: str | None = None, fields: Mapping[str, str] | None = None
    ) -> None:
        """Keeps the sentence, and the reasons by field."""
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})
        if code is not None:
            self.code = code


class InvalidInput(DomainError):
    """Something that was given is wrong."""

    code = "invalid"


class InvalidAnswer(InvalidInput):
    """An answer does not fit its question."""

    code = "invalid_answer"


class InvalidSetup(InvalidInput):
    """A campaign or a question cannot be used as it is configured."""

    code = "invalid_setup"


class NotAllowed(DomainError):
    """This person may not do this."""

    code = "not_allowed"


class NotFound(DomainError):
    """There is no such thing, or not for this person."""

    code = "not_found"


class Conflict(DomainError):
    """The thing is in another state than the action needs."""

    code = "conflict"


class Unavailable(DomainError):
    """It cannot be done just now; trying again later helps."""

    code = "unavailable"
