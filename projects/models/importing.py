"""Imports of items: what was asked for and what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.campaign import Campaign
from projects.models.project import Project


class ItemImport(models.Model):
    """One import: a manifest, perhaps with images, into a project and one of its campaigns."""

    class State(models.TextChoices):
        """An import is tried dry first, or run at once."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        CHECKED = "checked", _("checked, nothing changed")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    project = models.ForeignKey(Project, models.CASCADE, related_name="item_imports")
    campaign = models.ForeignKey(
        Campaign,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The items are also put into this campaign."),
    )
    manifest = models.FileField(max_length=200)
    archive = models.FileField(max_length=200, blank=True)
    folder = models.CharField(max_length=500, blank=True, editable=False)
    columns = models.JSONField(default=dict, blank=True)
    is_dry_run = models.BooleanField(
        default=False, help_text=_("Check everything and report; change nothing.")
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING, editable=False)
    rows_count = models.PositiveIntegerField(default=0, editable=False)
    added_count = models.PositiveIntegerField(default=0, editable=False)
    changed_count = models.PositiveIntegerField(default=0, editable=False)
    unchanged_count = models.PositiveIntegerField(default=0, editable=False)
    error_count = models.PositiveIntegerField(default=0, editable=False)
    errors = models.JSONField(default=list, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        """Gives which import this is."""
        return f"import {self.pk} into {self.project}"
