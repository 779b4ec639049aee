"""The things that are labelled."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.project import Project


class Item(models.Model):
    """One thing of a collection: a text, an image, or only its identifier.

    An item that is not servable (it came with imported labels and has neither text nor image) is
    fitted and released but never shown to a volunteer.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="items")
    external_id = models.CharField(
        max_length=200, help_text=_("The item's identifier in your own system.")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = models.TextField(blank=True)
    source = models.CharField(
        max_length=200,
        blank=True,
        help_text=_("The volume or series it comes from; never torn across splits."),
    )
    rights_uri = models.CharField(max_length=200, blank=True)
    attribution = models.CharField(max_length=500, blank=True)
    content_warning = models.CharField(max_length=500, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    is_servable = models.BooleanField(default=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["project", "external_id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "external_id"], name="item_once"),
            models.CheckConstraint(condition=~models.Q(external_id=""), name="item_has_id"),
        ]
        indexes = [models.Index(fields=["project", "source"], name="item_by_source")]

    def __str__(self) -> str:
        """Gives the identifier the institution knows."""
        return self.external_id


class ItemImage(models.Model):
    """An item's image: the original for curators, and what was made of it once, at import."""

    item = models.OneToOneField(Item, models.CASCADE, related_name="image")
    original = models.FileField(max_length=200)
    original_name = models.CharField(max_length=255)
    original_sha256 = models.CharField(max_length=64)
    release = models.FileField(max_length=200, help_text=_("Full size, without EXIF, XMP or GPS."))
    release_sha256 = models.CharField(max_length=64)
    page = models.FileField(max_length=200)
    page_width = models.PositiveIntegerField()
    page_height = models.PositiveIntegerField()
    thumbnail = models.FileField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    media_type = models.CharField(max_length=20, help_text=_("Of the release image."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="image_has_size"
            )
        ]

    def __str__(self) -> str:
        """Gives the name it came with."""
        return self.original_name
