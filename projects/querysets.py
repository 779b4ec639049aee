"""Named reads of one table."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from projects.models import User

CURATING_ROLES = ("owner", "curator")


class ProjectQuerySet(models.QuerySet):
    """Projects."""

    def curated_by(self, user: "User") -> Self:
        """Gives those this person may change: all for a superuser."""
        if user.is_superuser:
            return self
        return self.filter(
            pk__in=user.memberships.filter(role__in=CURATING_ROLES).values("project")
        )


class CampaignQuerySet(models.QuerySet):
    """Campaigns."""

    def curated_by(self, user: "User") -> Self:
        """Gives those this person may change."""
        if user.is_superuser:
            return self
        return self.filter(
            project__in=user.memberships.filter(role__in=CURATING_ROLES).values("project")
        )

    def public(self) -> Self:
        """Gives those anyone may see."""
        return self.exclude(status="draft")


class CampaignItemQuerySet(models.QuerySet):
    """Items in campaigns."""

    def with_free_place(self) -> Self:
        """Gives those that still want someone (the condition of the partial index)."""
        return self.filter(Q(places_taken__lt=F("places_wanted"), retired_at__isnull=True))
