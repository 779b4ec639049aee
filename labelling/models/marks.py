"""Marks of work to be done, and cached sums."""

from django.db import models
from django.db.models.functions import Now

from projects.models import Campaign


class ChangeMark(models.Model):
    """Says that a campaign's labels or gold changed; written in the change's own transaction.

    Insert-only on the volunteers' path, so that nobody waits for anybody. A fit deletes the marks
    it had seen before it read the labels; a mark that commits later stays for the next.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="change_marks")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["campaign"], name="changemark_campaign")]

    def __str__(self) -> str:
        """Gives which campaign changed."""
        return f"campaign {self.campaign_id} changed"


class CampaignProgress(models.Model):
    """How far a campaign is: a cached sum, renewed in the background."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="progress")
    items_count = models.PositiveIntegerField(default=0)
    retired_count = models.PositiveIntegerField(default=0)
    answers_count = models.PositiveIntegerField(default=0)
    answers_wanted_count = models.PositiveIntegerField(default=0)
    annotators_count = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Gives how far it is."""
        return f"{self.retired_count} of {self.items_count} items"
