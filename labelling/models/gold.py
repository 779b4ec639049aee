"""Gold labels: experts' answers used to judge others."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from labelling.querysets import GoldLabelQuerySet
from projects.models import Item, Question


class GoldLabel(models.Model):
    """One gold answer, with author, time and reason; an item may have several."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="gold_labels")
    item = models.ForeignKey(Item, models.PROTECT, related_name="gold_labels")
    answer = models.JSONField()
    code = models.IntegerField(null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="gold_labels"
    )
    reason = models.CharField(max_length=500)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = GoldLabelQuerySet.as_manager()

    class Meta:
        ordering = ["question", "item", "pk"]
        indexes = [
            models.Index(
                fields=["question", "item"], condition=Q(ended_at__isnull=True), name="gold_current"
            )
        ]

    def __str__(self) -> str:
        """Gives the answer and its item."""
        return f"{self.item_id}: {self.answer}"
