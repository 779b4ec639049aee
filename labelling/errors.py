"""Errors of labelling, each below one of `projects.errors`.

DomainError
├── InvalidInput ── SubmissionMismatch   another body under a UUID that was used before
├── NotAllowed   ── GuestsNotAllowed     the campaign wants an account
└── Conflict
    ├── AlreadyAnswered    this annotator answered the item before
    ├── SubmissionRefused  the UUID is not this annotator's to use
    ├── CampaignNotOpen    no items are given out now
    ├── NothingToUndo      no answer of the last ten within ten minutes
    └── NotAssigned        the item was never given to this annotator
"""

from projects.errors import Conflict, InvalidInput, NotAllowed


class SubmissionMismatch(InvalidInput):
    """Another body came under a UUID that was used before."""

    code = "submission_mismatch"


class GuestsNotAllowed(NotAllowed):
    """The campaign wants an account."""

    code = "guests_not_allowed"


class CampaignNotOpen(Conflict):
    """No items are given out now."""

    code = "campaign_not_open"


class NothingToUndo(Conflict):
    """No answer among the last ten was given within ten minutes."""

    code = "nothing_to_undo"


class NotAssigned(Conflict):
    """The item was never given to this annotator."""

    code = "not_assigned"


class AlreadyAnswered(Conflict):
    """This annotator answered the item before, under another UUID."""

    code = "already_answered"


class SubmissionRefused(Conflict):
    """The UUID is not this annotator's to use; nothing more is said."""

    code = "submission_refused"
