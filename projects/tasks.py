"""Tasks of the projects app, and the frame every job's task runs in."""

from collections.abc import Callable

from celery import current_app, shared_task
from celery.exceptions import SoftTimeLimitExceeded

from projects.models import Job
from projects.services import jobs


def run_job_task(job_id: int, work: Callable[[Job], None]) -> None:
    """Runs a job; the soft time limit is an interruption, after which it goes on later."""

    def interruptible(job: Job) -> None:
        try:
            work(job)
        except SoftTimeLimitExceeded:
            raise jobs.JobInterrupted from None

    jobs.run_job(job_id, interruptible)


@shared_task(name="projects.sweep_jobs", ignore_result=True, expires=30)
def sweep_jobs() -> None:
    """Offers every job that nobody holds to the task it is named after."""
    for kind, job_id in jobs.offer_due_jobs():
        current_app.send_task(kind, args=[job_id])
