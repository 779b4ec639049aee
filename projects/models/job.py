"""Work to be done in the background: the mark in the database that the queue only hints at."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One piece of background work, by the name of the task that does it.

    A running job is claimed until `claimed_until`; a claim that runs out is taken up by the sweep.
    Attempts are counted here before the work starts; after the third failure the job is parked.
    """

    class State(models.TextChoices):
        """Where the work stands."""

        DUE = "due", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        PARKED = "parked", _("parked after failing")

    kind = models.CharField(max_length=50, help_text=_("The task's name."))
    subject_id = models.BigIntegerField(help_text=_("Primary key of what it works on."))
    project = models.ForeignKey(
        "projects.Project", models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    attempts_count = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    claimed_until = models.DateTimeField(null=True, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    progress_note = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state__in=["due", "running"]),
                name="job_one_unfinished",
            ),
            models.CheckConstraint(
                condition=Q(state="running", claimed_until__isnull=False) | ~Q(state="running"),
                name="job_running_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(progress_total=0) | Q(progress_done__lte=F("progress_total")),
                name="job_progress",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["due", "running"]), name="job_unfinished"
            ),
        ]

    def __str__(self) -> str:
        """Gives what is done to what."""
        return f"{self.kind} {self.subject_id}"

    @property
    def is_finished(self) -> bool:
        """True when nothing more will happen by itself."""
        return self.state in {self.State.DONE, self.State.PARKED}
