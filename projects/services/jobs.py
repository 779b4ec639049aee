"""Background work as rows: add, claim, report, finish, retry, park.

The row is the truth and the queue a hint: a job that no worker holds is offered again by the
sweep. A claim lasts `CLAIM_SECONDS` and is renewed while the work goes on, so a job whose worker
was killed is taken up within that time.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Now

from projects.errors import DomainError
from projects.models import Job, Project, User

CLAIM_SECONDS = 30
RENEWAL_SECONDS = 8
OFFER_SECONDS = 30
MAX_ATTEMPTS = 3
BACKOFF_SECONDS = 5
UNFINISHED = (Job.State.DUE, Job.State.RUNNING)

logger = logging.getLogger(__name__)


class JobInterrupted(Exception):
    """The work was told to stop; it goes on later, and the attempt does not count."""


class ClaimLost(Exception):
    """Somebody else holds the job now; the work must stop without writing more."""


def seconds_from_now(seconds: float) -> ExpressionWrapper:
    """Gives the database's own time, so many seconds ahead."""
    return ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=DateTimeField())


def add_job(
    *,
    kind: str,
    subject_id: int,
    project: Project | None = None,
    requested_by: User | None = None,
) -> Job:
    """Gives the one unfinished job of this kind for this subject, made now if there is none."""
    unfinished = Job.objects.filter(kind=kind, subject_id=subject_id, state__in=UNFINISHED)
    found = unfinished.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind, subject_id=subject_id, project=project, requested_by=requested_by
            )
    except IntegrityError:
        return unfinished.get()


def retry_job(*, job: Job) -> Job:
    """Makes a parked job due again, with all its attempts."""
    Job.objects.filter(pk=job.pk, state=Job.State.PARKED).update(
        state=Job.State.DUE, attempts_count=0, error="", due_at=Now(), finished_at=None
    )
    job.refresh_from_db()
    return job


def offer_due_jobs(*, limit: int = 100) -> list[tuple[str, int]]:
    """Gives kind and key of the jobs nobody holds, and offers each again only after a while.

    A job that used up its attempts by killing its worker is parked here.
    """
    unheld = Job.objects.filter(
        Q(state=Job.State.DUE) | Q(state=Job.State.RUNNING, claimed_until__lt=Now())
    )
    unheld.filter(state=Job.State.RUNNING, attempts_count__gte=MAX_ATTEMPTS).update(
        state=Job.State.PARKED,
        claimed_until=None,
        finished_at=Now(),
        error=f"The worker was lost {MAX_ATTEMPTS} times while doing this.",
    )
    due = list(unheld.filter(due_at__lte=Now()).order_by("due_at")[:limit])
    Job.objects.filter(pk__in=[job.pk for job in due]).update(
        due_at=seconds_from_now(OFFER_SECONDS)
    )
    return [(job.kind, job.pk) for job in due]


def run_job(job_id: int, work: Callable[[Job], None]) -> bool:
    """Claims a job and does it; False when it is gone, done, or somebody else's.

    A DomainError parks the job with its sentence: trying again would not help. Any other failure
    is tried again later, at most three times. `JobInterrupted` gives the attempt back.
    """
    job = _claim(job_id)
    if job is None:
        return False
    try:
        with _renewed_claim(job):
            work(job)
    except JobInterrupted:
        _hand_back(job)
    except ClaimLost:
        logger.warning("Job %s was taken over by another worker.", job.pk)
    except DomainError as error:
        _fail(job, error.message, is_final=True)
    except Exception as error:
        logger.exception("Job %s (%s) failed.", job.pk, job.kind)
        _fail(job, f"{type(error).__name__}: {error}", is_final=False)
    else:
        _held(job).update(
            state=Job.State.DONE, claimed_until=None, finished_at=Now(), error="", progress_note=""
        )
    return True


def report_progress(*, job: Job, done: int, total: int, note: str = "") -> None:
    """Writes how far the work is and renews the claim; raises ClaimLost when it is gone."""
    written = _held(job).update(
        progress_done=min(done, total) if total else done,
        progress_total=total,
        progress_note=note[:200],
        claimed_until=seconds_from_now(CLAIM_SECONDS),
    )
    if not written:
        raise ClaimLost


def _claim(job_id: int) -> Job | None:
    claimable = Q(state=Job.State.DUE) | Q(state=Job.State.RUNNING, claimed_until__lt=Now())
    claimed = Job.objects.filter(claimable, pk=job_id, attempts_count__lt=MAX_ATTEMPTS).update(
        state=Job.State.RUNNING,
        attempts_count=F("attempts_count") + 1,
        claimed_until=seconds_from_now(CLAIM_SECONDS),
        error="",
    )
    return Job.objects.get(pk=job_id) if claimed else None


def _held(job: Job) -> QuerySet[Job]:
    """Gives the row only while this attempt holds it."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts_count=job.attempts_count)


def _hand_back(job: Job) -> None:
    _held(job).update(
        state=Job.State.DUE,
        claimed_until=None,
        attempts_count=F("attempts_count") - 1,
        due_at=Now(),
    )


def _fail(job: Job, sentence: str, *, is_final: bool) -> None:
    if is_final or job.attempts_count >= MAX_ATTEMPTS:
        _held(job).update(
            state=Job.State.PARKED, claimed_until=None, finished_at=Now(), error=sentence
        )
        return
    _held(job).update(
        state=Job.State.DUE,
        claimed_until=None,
        due_at=seconds_from_now(BACKOFF_SECONDS * 2**job.attempts_count),
        error=sentence,
    )


@contextmanager
def _renewed_claim(job: Job) -> Iterator[None]:
    """Renews the claim from a thread of its own while the work goes on."""
    stopped = threading.Event()
    renewer = threading.Thread(target=_renew, args=(job, stopped), daemon=True)
    renewer.start()
    try:
        yield
    finally:
        stopped.set()
        renewer.join(timeout=RENEWAL_SECONDS)


def _renew(job: Job, stopped: threading.Event) -> None:
    while not stopped.wait(RENEWAL_SECONDS):
        try:
            _held(job).update(claimed_until=seconds_from_now(CLAIM_SECONDS))
        except DatabaseError:
            logger.warning("The claim of job %s could not be renewed.", job.pk)
        finally:
            connection.close()
