"""One annotator's answer to one question about one item."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from labelling.querysets import AnnotationQuerySet
from projects.models import Campaign, FormVersion, Item, Question

SUGGESTION_FIELDS = (
    "suggestion_model",
    "suggestion_version",
    "suggestion_confidence",
    "suggestion_outcome",
)


class Annotation(models.Model):
    """An answer, kept as it was given. A correction is a new row; `ended_at` closes the old one.

    `submission` is the client-made UUID under which a form's answers were sent together,
    `body_sha256` the digest of what was sent. `code` is the label's position in the question's
    scheme, for label types that have one.
    """

    class Tier(models.TextChoices):
        """What the annotator was when answering."""

        VOLUNTEER = "volunteer", _("volunteer")
        TRAINED = "trained", _("trained volunteer")
        EXPERT = "expert", _("expert")

    class Origin(models.TextChoices):
        """Where it comes from."""

        COLLECTED = "collected", _("collected here")
        IMPORTED = "imported", _("imported")
        SIMULATED = "simulated", _("simulated")

    class State(models.TextChoices):
        """Only an answered question has an answer."""

        ANSWERED = "answered", _("answered")
        CANT_TELL = "cant_tell", _("can't tell")
        NOT_USABLE = "not_usable", _("can't be used")
        NOT_ASKED = "not_asked", _("not asked")

    class Ending(models.TextChoices):
        """Why a row is no longer its annotator's voice."""

        SUPERSEDED = "superseded", _("corrected by its annotator")
        UNDONE = "undone", _("undone by its annotator")
        WITHDRAWN = "withdrawn", _("withdrawn by its annotator")
        MERGED = "merged", _("given as a guest, and again under the account")

    class SuggestionOutcome(models.TextChoices):
        """What became of a suggestion that was shown."""

        ACCEPTED = "accepted", _("accepted")
        CORRECTED = "corrected", _("corrected")

    submission = models.UUIDField()
    body_sha256 = models.CharField(max_length=64)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="annotations")
    question = models.ForeignKey(Question, models.PROTECT, related_name="annotations")
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, related_name="annotations")
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="annotations"
    )
    tier = models.CharField(max_length=9, choices=Tier, default=Tier.VOLUNTEER)
    origin = models.CharField(max_length=9, choices=Origin, default=Origin.COLLECTED)
    state = models.CharField(max_length=10, choices=State, default=State.ANSWERED)
    answer = models.JSONField(null=True, blank=True)
    code = models.IntegerField(null=True, blank=True)
    is_training = models.BooleanField(default=False)
    is_surplus = models.BooleanField(
        default=False, help_text=_("Given when no place was free; kept, not counted.")
    )
    suggestion_model = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - null tells "none shown" from an empty name
    suggestion_version = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001 - as above
    suggestion_confidence = models.FloatField(null=True, blank=True)
    suggestion_outcome = models.CharField(  # noqa: DJ001 - as above
        max_length=9, choices=SuggestionOutcome, null=True, blank=True
    )
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors"
    )
    milliseconds = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("From first sight to answer, as the page counted.")
    )
    recorded_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_cause = models.CharField(max_length=10, choices=Ending, blank=True)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "question"], name="annotation_submitted_once"
            ),
            models.UniqueConstraint(
                fields=["question", "item", "annotator"],
                condition=Q(ended_at__isnull=True),
                name="annotation_one_voice",
            ),
            models.CheckConstraint(
                condition=Q(state="answered", answer__isnull=False)
                | (~Q(state="answered") & Q(answer__isnull=True, code__isnull=True)),
                name="annotation_answer_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_cause="")
                | (Q(ended_at__isnull=False) & ~Q(ended_cause="")),
                name="annotation_ended_both",
            ),
            models.CheckConstraint(
                condition=~Q(origin="imported", is_surplus=True),
                name="annotation_imported_not_surplus",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{name}__isnull": True for name in SUGGESTION_FIELDS})
                | Q(**{f"{name}__isnull": False for name in SUGGESTION_FIELDS}),
                name="annotation_suggestion_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["annotator", "-id"], name="annotation_latest_of"),
            models.Index(
                fields=["question", "item"],
                condition=Q(ended_at__isnull=True),
                name="annotation_current",
            ),
        ]

    def __str__(self) -> str:
        """Gives who said what of what."""
        return f"{self.annotator_id} on {self.item_id}: {self.answer or self.state}"

    @property
    def is_current(self) -> bool:
        """True while it is its annotator's voice."""
        return self.ended_at is None
