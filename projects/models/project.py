"""An institution's undertaking and the people in it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.querysets import ProjectQuerySet


class Project(models.Model):
    """Which collection, whose, under which licence."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    institution = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    contact = models.EmailField(blank=True, help_text=_("Shown on releases."))
    licence = models.CharField(
        max_length=100,
        default="CC-BY-4.0",
        help_text=_("SPDX identifier of the licence of labels and releases, such as CC0-1.0."),
    )
    default_rights_uri = models.CharField(
        max_length=200,
        blank=True,
        help_text=_("A rightsstatements.org or Creative Commons address for items without one."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="projects.Membership")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        """Gives the project's name."""
        return self.name


class Membership(models.Model):
    """What one person is in one project."""

    class Role(models.TextChoices):
        """Owners also curate; experts label as experts; researchers see members' releases."""

        OWNER = "owner", _("owner")
        CURATOR = "curator", _("curator")
        EXPERT = "expert", _("expert")
        RESEARCHER = "researcher", _("researcher")

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["project", "role", "user"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once"),
        ]

    def __str__(self) -> str:
        """Gives who is what."""
        return f"{self.user}, {self.get_role_display()}"
