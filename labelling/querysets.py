"""Named reads of one table."""

from typing import Self

from django.db import models


class AnnotationQuerySet(models.QuerySet):
    """Annotations."""

    def current(self) -> Self:
        """Gives each annotator's voice: not superseded, undone, withdrawn or merged."""
        return self.filter(ended_at__isnull=True)

    def counted(self) -> Self:
        """Gives what enters consensus and agreement: current, no surplus, no training."""
        return self.current().filter(is_surplus=False, is_training=False)


class GoldLabelQuerySet(models.QuerySet):
    """Gold labels."""

    def current(self) -> Self:
        """Gives those that still stand."""
        return self.filter(ended_at__isnull=True)


class ResultSetQuerySet(models.QuerySet):
    """Result sets."""

    def current(self) -> Self:
        """Gives the ones readers see: at most one a question."""
        return self.filter(is_current=True)
