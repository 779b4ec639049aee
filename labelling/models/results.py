"""What a fit found: a result set is inserted whole, and one pointer moves to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from labelling.querysets import ResultSetQuerySet
from projects.models import Item, Question


class ResultSet(models.Model):
    """One fit of one question, with all that is needed to repeat it."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="result_sets")
    method = models.CharField(max_length=50)
    method_version = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)
    seed = models.PositiveIntegerField()
    input_digest = models.CharField(max_length=64)
    labels = models.JSONField(help_text="The scheme's label values, by code.")
    annotations_count = models.PositiveIntegerField()
    items_count = models.PositiveIntegerField()
    annotators_count = models.PositiveIntegerField()
    log_likelihood = models.FloatField(null=True)
    iterations = models.PositiveIntegerField()
    has_converged = models.BooleanField()
    is_current = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = ResultSetQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(is_current=True), name="resultset_one_current"
            ),
        ]

    def __str__(self) -> str:
        """Gives the method and the question's key."""
        return f"{self.method} of question {self.question_id}"


class Consensus(models.Model):
    """What the annotations of one item add up to, in one result set.

    `posterior` holds one little-endian float64 per label of the scheme, by code.
    """

    result_set = models.ForeignKey(ResultSet, models.CASCADE, related_name="consensus")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    code = models.IntegerField(null=True)
    answer = models.JSONField(null=True)
    confidence = models.FloatField(null=True)
    posterior = models.BinaryField(default=bytes)
    annotations_count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["result_set", "item"], name="consensus_once"),
        ]

    def __str__(self) -> str:
        """Gives the consensus and its item."""
        return f"{self.item_id}: {self.answer}"


class Skill(models.Model):
    """What a fit says of one annotator on one question."""

    result_set = models.ForeignKey(ResultSet, models.CASCADE, related_name="skills")
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    annotations_count = models.PositiveIntegerField()
    confusion = models.JSONField(help_text="Counts: rows consensus label, columns given label.")
    agreement = models.JSONField(
        help_text="Share agreeing with the consensus, with interval and n."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["result_set", "annotator"], name="skill_once"),
        ]

    def __str__(self) -> str:
        """Gives whose skill."""
        return f"skill of {self.annotator_id}"


class QualityReport(models.Model):
    """Agreement and human baseline of one result set; every number with interval, n and method."""

    result_set = models.OneToOneField(ResultSet, models.CASCADE, related_name="report")
    agreement = models.JSONField()
    baseline = models.JSONField()
    parameters = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        """Gives which fit is reported."""
        return f"report on {self.result_set}"


class QualityPlot(models.Model):
    """A figure of a report: SVG, its words, and the numbers in it as a table."""

    report = models.ForeignKey(QualityReport, models.CASCADE, related_name="plots")
    name = models.SlugField(max_length=50)
    title = models.CharField(max_length=200)
    alternative = models.TextField()
    svg = models.TextField()
    table = models.JSONField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "name"], name="qualityplot_once"),
        ]

    def __str__(self) -> str:
        """Gives the figure's title."""
        return self.title
