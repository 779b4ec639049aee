"""A lease on one item for one annotator, with an end."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from projects.models import Campaign, CampaignItem


class Assignment(models.Model):
    """What one annotator has to do with one item of one campaign: one row a pair, ever.

    A live assignment holds a place of its item, until someone ends it after `expires_at`.
    """

    class State(models.TextChoices):
        """Live and answered hold a place. Ended: given back or run out."""

        LIVE = "live", _("live")
        ANSWERED = "answered", _("answered")
        SURPLUS = "surplus", _("answered when no place was free")
        SKIPPED = "skipped", _("skipped")
        ENDED = "ended", _("ended")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="assignments")
    campaign_item = models.ForeignKey(CampaignItem, models.CASCADE, related_name="assignments")
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments"
    )
    state = models.CharField(max_length=8, choices=State, default=State.LIVE)
    leased_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign_item", "annotator"], name="assignment_once"),
        ]
        indexes = [
            models.Index(
                fields=["annotator", "campaign"],
                condition=Q(state="live"),
                name="assignment_live_of_annotator",
            ),
            models.Index(
                fields=["campaign", "expires_at"], condition=Q(state="live"), name="assignment_due"
            ),
        ]

    def __str__(self) -> str:
        """Gives whose lease it is on what."""
        return f"{self.annotator_id} on {self.campaign_item_id}: {self.state}"
