"""What is asked, of which items, under which policies."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.models.item import Item
from projects.models.project import Project
from projects.querysets import CampaignItemQuerySet, CampaignQuerySet

ORDER_KEY_BITS = 62


def random_seed() -> int:
    """Gives a seed that fits a signed 32-bit column."""
    return secrets.randbelow(2**31)


def random_order_key() -> int:
    """Gives an item's place in a campaign's random order."""
    return secrets.randbits(ORDER_KEY_BITS)


class Campaign(models.Model):
    """A short form of questions asked of the items of a project, with its policies."""

    class Status(models.TextChoices):
        """Labels are taken while open; a paused campaign takes what is already in hand."""

        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")

    project = models.ForeignKey(Project, models.PROTECT, related_name="campaigns")
    title = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    summary = models.CharField(
        max_length=300, blank=True, help_text=_("What volunteers do here, in a sentence.")
    )
    purpose = models.TextField(blank=True, help_text=_("Why it matters, for volunteers."))
    seconds_per_item = models.PositiveSmallIntegerField(
        default=10, help_text=_("About how long one item takes; shown to volunteers.")
    )
    guidelines = models.TextField(
        blank=True, help_text=_("How to decide. Each change that is put into use is a new version.")
    )
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT, editable=False)
    redundancy = models.PositiveSmallIntegerField(
        default=3, help_text=_("How many people label each item.")
    )
    lease_seconds = models.PositiveIntegerField(
        default=1800, help_text=_("How long an item is kept for the person it was given to.")
    )
    allows_guests = models.BooleanField(default=True, help_text=_("Label without an account."))
    allows_skip = models.BooleanField(default=True)
    allows_cant_tell = models.BooleanField(default=True)
    allows_not_usable = models.BooleanField(default=True)
    metric_to_optimise = models.CharField(max_length=50, default="accuracy")
    metric_thresholds = models.JSONField(default=list, blank=True)
    seed = models.PositiveIntegerField(default=random_seed, editable=False)
    current_form = models.ForeignKey(
        "projects.FormVersion",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    is_simulated = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Some of its labels were made by simulated volunteers."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    items = models.ManyToManyField(Item, through="projects.CampaignItem", related_name="campaigns")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(redundancy__gte=1, redundancy__lte=100), name="campaign_redundancy"
            ),
            models.CheckConstraint(
                condition=Q(lease_seconds__gte=1), name="campaign_lease_seconds"
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(current_form__isnull=False, opened_at__isnull=False),
                name="campaign_open_has_form",
            ),
        ]

    def __str__(self) -> str:
        """Gives the campaign's title."""
        return self.title

    @property
    def is_open(self) -> bool:
        """True while items are given out."""
        return self.status == self.Status.OPEN

    @property
    def is_public(self) -> bool:
        """True when anyone may see it."""
        return self.status != self.Status.DRAFT


class CampaignItem(models.Model):
    """One item in one campaign, and its places.

    A place is one person's part: a current annotation collected here, or a live assignment. The
    counts are caches of rows, kept by `labelling` and checked by one command; the constraint makes
    it impossible to give away more places than wanted.
    """

    class Cause(models.TextChoices):
        """Why no more labels are asked for."""

        ENOUGH = "enough", _("enough labels")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="campaign_items")
    item = models.ForeignKey(Item, models.PROTECT, related_name="campaign_items")
    order_key = models.BigIntegerField(default=random_order_key)
    places_wanted = models.PositiveSmallIntegerField()
    places_taken = models.PositiveSmallIntegerField(default=0)
    answers_count = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_cause = models.CharField(max_length=10, choices=Cause, blank=True)

    objects = CampaignItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "item"], name="campaignitem_once"),
            models.CheckConstraint(
                condition=Q(places_taken__lte=F("places_wanted")), name="campaignitem_places"
            ),
            models.CheckConstraint(
                condition=Q(answers_count__lte=F("places_taken")), name="campaignitem_answers"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, retired_cause="")
                | (Q(retired_at__isnull=False) & ~Q(retired_cause="")),
                name="campaignitem_retired_both",
            ),
        ]
        indexes = [
            models.Index(
                fields=["campaign", "order_key"],
                condition=Q(places_taken__lt=F("places_wanted"), retired_at__isnull=True),
                name="campaignitem_open",
            ),
        ]

    def __str__(self) -> str:
        """Gives the item's key in the campaign."""
        return f"{self.campaign_id}/{self.item_id}"


class CampaignNote(models.Model):
    """An entry of a campaign's history: who did what, when, and why."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="notes")
    action = models.CharField(max_length=50)
    detail = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        """Gives what was done."""
        return self.action
