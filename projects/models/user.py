"""People: accounts, guests, and annotators whose labels came from elsewhere."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Whoever answers, curates or downloads.

    A guest is a real row without a password; signing up turns the same row into an account.
    """

    class Kind(models.TextChoices):
        """What stands behind a row."""

        ACCOUNT = "account", _("account")
        GUEST = "guest", _("guest")
        IMPORTED = "imported", _("annotator of imported labels")
        SIMULATED = "simulated", _("simulated volunteer")
        DEPARTED = "departed", _("someone who left")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ACCOUNT)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    credit_name = models.CharField(
        _("name for credits"),
        max_length=120,
        blank=True,
        help_text=_("Printed among the contributors of a release. Empty: not named."),
    )
    session_epoch = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Raised to end every session at once.")
    )
    imported_project = models.ForeignKey(
        "projects.Project", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    imported_id = models.CharField(max_length=200, blank=True, editable=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["imported_project", "imported_id"],
                condition=Q(kind="imported"),
                name="user_imported_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="imported", imported_project__isnull=False)
                | (~Q(kind="imported") & Q(imported_project__isnull=True, imported_id="")),
                name="user_imported_has_project",
            ),
        ]

    def __str__(self) -> str:
        """Gives the name a colleague may see."""
        return self.username if self.kind == self.Kind.ACCOUNT else f"{self.get_kind_display()}"

    @property
    def is_guest(self) -> bool:
        """True for someone who labels without an account."""
        return self.kind == self.Kind.GUEST

    def get_session_auth_hash(self) -> str:
        """Gives what a session must match: it changes with the password and the epoch."""
        return salted_hmac(
            "projects.User.session", f"{self.password}|{self.session_epoch}", algorithm="sha256"
        ).hexdigest()
