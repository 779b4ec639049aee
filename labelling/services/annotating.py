"""Taking answers: submit, skip, undo, correct. Each is one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from labelling import selectors
from labelling.answers import CheckedAnswer, Submission, check_answers
from labelling.errors import (
    AlreadyAnswered,
    NotAssigned,
    NothingToUndo,
    SubmissionMismatch,
    SubmissionRefused,
)
from labelling.models import Annotation, Assignment, ChangeMark
from labelling.services import leasing
from projects.errors import InvalidInput
from projects.models import Campaign, FormVersion, Membership, User

if TYPE_CHECKING:
    from uuid import UUID

UNDO_SECONDS = 600
UNDO_SUBMISSIONS = 10
ORIGINS = {User.Kind.SIMULATED.value: Annotation.Origin.SIMULATED}
OPEN_TO_ANSWER = (Assignment.State.LIVE, Assignment.State.ENDED, Assignment.State.SKIPPED)
GIVEN = (Assignment.State.ANSWERED, Assignment.State.SURPLUS)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission; a replay has the ids, states and times of the first."""

    annotation_ids: tuple[int, ...]
    states: tuple[str, ...]
    recorded_at: datetime
    is_replay: bool
    is_surplus: bool
    next_assignments: tuple[Assignment, ...] = ()


def submit_answers(*, annotator: User, submission: Submission, ahead: int = 1) -> Receipt:
    """Stores the answers about one item and leases the next ones, up to `ahead` in hand.

    Sending the same submission again changes nothing and gives the first receipt with freshly
    leased items. An answer that comes after its lease ended is counted while a place is free and
    stored as surplus otherwise; never refused for being late.

    Raises:
        InvalidAnswer: an answer is missing or does not fit its question.
        SubmissionMismatch: the UUID was used before for something else.
        SubmissionRefused: the UUID belongs to somebody else's submission.
        AlreadyAnswered: this annotator answered the item before, under another UUID.
        NotAssigned: the item was never given to this annotator.
    """
    try:
        with transaction.atomic():
            receipt = _submit(annotator, submission, ahead)
    except IntegrityError as error:
        return _replay(annotator, submission, ahead, cause=error)
    return receipt or _replay(annotator, submission, ahead)


def _submit(annotator: User, submission: Submission, ahead: int) -> Receipt | None:
    """Gives the receipt, or None when the assignment is no longer open to an answer."""
    in_hand = _lock_in_hand(annotator, submission.campaign_slug, submission.assignment_id)
    assignment = _find(in_hand, submission.assignment_id)
    if assignment is None or assignment.state not in OPEN_TO_ANSWER:
        return None
    checked = _check(submission, assignment.campaign)
    holds_place = _holds_place(assignment)
    rows = Annotation.objects.bulk_create(
        _annotation(assignment, submission, answer, is_surplus=not holds_place)
        for answer in checked
    )
    assignment.state = Assignment.State.ANSWERED if holds_place else Assignment.State.SURPLUS
    following = _lease_next(assignment.campaign, annotator, in_hand, assignment, ahead)
    ChangeMark.objects.create(campaign=assignment.campaign)
    return _receipt(rows, is_replay=False, following=following)


def _lock_in_hand(annotator: User, campaign_slug: str, assignment_id: int) -> list[Assignment]:
    """Gives the annotator's live assignments and the one named, locked with their items."""
    wanted = Q(state=Assignment.State.LIVE) | Q(pk=assignment_id)
    is_expert = Membership.objects.filter(
        project=OuterRef("campaign__project"), user=annotator, role=Membership.Role.EXPERT
    )
    mine = Assignment.objects.filter(
        wanted, annotator=annotator, campaign__slug=campaign_slug
    ).annotate(is_by_expert=Exists(is_expert))
    assignments = list(leasing.lock_assignments(mine))
    for each in assignments:
        each.annotator = annotator
    return assignments


def _find(assignments: Sequence[Assignment], assignment_id: int) -> Assignment | None:
    return next((each for each in assignments if each.pk == assignment_id), None)


def _check(submission: Submission, campaign: Campaign) -> list[CheckedAnswer]:
    try:
        form = selectors.form_of(submission.form_version_id)
    except FormVersion.DoesNotExist:
        form = None
    if form is None or form.campaign_id != campaign.pk:
        raise InvalidInput(
            _("This form does not belong to the campaign. Please load the page again."),
            fields={"form_version": _("There is no such form version here.")},
        )
    return check_answers(
        form, submission.answers, allowed_states=selectors.allowed_states(campaign)
    )


def _holds_place(assignment: Assignment) -> bool:
    """True when the answer counts: its place is still held, or another is free."""
    if assignment.campaign.status == Campaign.Status.CLOSED:
        return False
    if assignment.state == Assignment.State.LIVE:
        return True
    entry = assignment.campaign_item
    return entry.retired_at is None and entry.places_taken < entry.places_wanted


def _annotation(
    assignment: Assignment,
    submission: Submission,
    answer: CheckedAnswer,
    *,
    is_surplus: bool,
    supersedes: Annotation | None = None,
) -> Annotation:
    is_by_expert = assignment.is_by_expert  # type: ignore[attr-defined]  # annotated when locked
    return Annotation(
        submission=submission.uuid,
        body_sha256=submission.sha256,
        campaign=assignment.campaign,
        question_id=answer.question.id,
        form_version_id=submission.form_version_id,
        item_id=assignment.campaign_item.item_id,
        annotator=assignment.annotator,
        tier=Annotation.Tier.EXPERT if is_by_expert else Annotation.Tier.VOLUNTEER,
        origin=ORIGINS.get(assignment.annotator.kind, Annotation.Origin.COLLECTED),
        state=answer.state,
        answer=answer.value,
        code=answer.code,
        is_surplus=is_surplus,
        supersedes=supersedes,
        milliseconds=submission.milliseconds,
    )


def _lease_next(
    campaign: Campaign,
    annotator: User,
    in_hand: Sequence[Assignment],
    changed: Assignment,
    ahead: int,
) -> list[Assignment]:
    """Writes the changed assignment, leases up to `ahead`, and recounts all items touched."""
    held = [each for each in in_hand if each.state == Assignment.State.LIVE and each != changed]
    wanted = ahead - len(held) if campaign.is_open else 0
    picked = leasing.pick_items(campaign=campaign, annotator=annotator, count=wanted)
    leased = leasing.new_assignments(picked, campaign=campaign, annotator=annotator)
    for each in held:
        each.expires_at = leasing.lease_end(campaign)
    leasing.save_assignments([changed, *held, *leased])
    leasing.recount_items([each.campaign_item_id for each in (changed, *leased)])
    return [*sorted(held, key=lambda each: (each.leased_at, each.pk)), *leased]


def _receipt(
    rows: Sequence[Annotation], *, is_replay: bool, following: Sequence[Assignment] = ()
) -> Receipt:
    return Receipt(
        annotation_ids=tuple(row.pk for row in rows),
        states=tuple(row.state for row in rows),
        recorded_at=rows[0].recorded_at,
        is_replay=is_replay,
        is_surplus=any(row.is_surplus for row in rows),
        next_assignments=tuple(following),
    )


def _replay(
    annotator: User, submission: Submission, ahead: int, *, cause: IntegrityError | None = None
) -> Receipt:
    """Gives the first receipt of a submission that is here already, or says what is wrong."""
    rows = list(Annotation.objects.filter(submission=submission.uuid).order_by("pk"))
    if not rows and cause is not None:
        raise cause
    if not rows:
        raise _not_open_to_answer(annotator, submission)
    if any(row.annotator_id != annotator.pk for row in rows):
        raise SubmissionRefused(_("This submission cannot be taken.")) from cause
    if any(row.body_sha256 != submission.sha256 for row in rows):
        raise SubmissionMismatch(
            _("Something else was already sent under this identifier. Nothing was changed.")
        ) from cause
    with transaction.atomic():
        campaign = rows[0].campaign
        held = list(
            leasing.lock_assignments(leasing.live_of(campaign=campaign, annotator=annotator))
        )
        wanted = ahead - len(held) if campaign.is_open else 0
        picked = leasing.pick_items(campaign=campaign, annotator=annotator, count=wanted)
        leased = leasing.new_assignments(picked, campaign=campaign, annotator=annotator)
        if leased:
            leasing.save_assignments(leased)
            leasing.recount_items([each.campaign_item_id for each in leased])
    held.sort(key=lambda each: (each.leased_at, each.pk))
    return _receipt(rows, is_replay=True, following=[*held, *leased])


def _not_open_to_answer(annotator: User, submission: Submission) -> AlreadyAnswered | NotAssigned:
    was_given = Assignment.objects.filter(
        pk=submission.assignment_id,
        annotator=annotator,
        campaign__slug=submission.campaign_slug,
        state__in=GIVEN,
    ).exists()
    if was_given:
        return AlreadyAnswered(
            _("You have already labelled this item. Your first answer is kept; you can change it.")
        )
    return NotAssigned(_("This item was not given to you, so the answer cannot be taken."))


@transaction.atomic
def skip_item(
    *, annotator: User, campaign: Campaign, assignment_id: int, ahead: int = 1
) -> list[Assignment]:
    """Lets an item go for good, without an answer, and gives what is in hand then.

    Skipping again, or an item that was answered meanwhile, changes nothing.
    """
    in_hand = _lock_in_hand(annotator, campaign.slug, assignment_id)
    assignment = _find(in_hand, assignment_id)
    if assignment is None:
        raise NotAssigned(_("This item was not given to you, so it cannot be skipped."))
    if assignment.state == Assignment.State.LIVE:
        assignment.state = Assignment.State.SKIPPED
    return _lease_next(assignment.campaign, annotator, in_hand, assignment, ahead)


@transaction.atomic
def undo_last(*, annotator: User, campaign: Campaign) -> Assignment:
    """Takes back the latest answer that still stands, and gives its item again.

    Reaches back over the last ten submissions of the last ten minutes, also when the answer
    retired its item or the campaign was paused since.
    """
    submission = _latest_to_undo(annotator, campaign)
    if submission is None:
        raise NothingToUndo(
            _("There is nothing to undo: only the last ten answers of the last ten minutes can be.")
        )
    item_ids = submission.values("item")
    assignment = leasing.lock_assignments(
        Assignment.objects.filter(
            annotator=annotator, campaign=campaign, campaign_item__item__in=item_ids
        )
    ).get()
    assignment.annotator = annotator
    submission.update(ended_at=Now(), ended_cause=Annotation.Ending.UNDONE)
    entry = assignment.campaign_item
    has_place = assignment.state == Assignment.State.ANSWERED or (
        entry.retired_at is None and entry.places_taken < entry.places_wanted
    )
    assignment.state = Assignment.State.LIVE if has_place else Assignment.State.ENDED
    assignment.expires_at = leasing.lease_end(campaign)
    leasing.save_assignments([assignment])
    leasing.recount_items([assignment.campaign_item_id])
    ChangeMark.objects.create(campaign=campaign)
    return assignment


def _latest_to_undo(annotator: User, campaign: Campaign) -> QuerySet[Annotation] | None:
    recent = (
        Annotation.objects.filter(
            annotator=annotator,
            campaign=campaign,
            recorded_at__gte=Now() - timedelta(seconds=UNDO_SECONDS),
        )
        .exclude(origin=Annotation.Origin.IMPORTED)
        .order_by("-pk")
        .values_list("submission", "ended_at")
    )
    seen: dict[UUID, bool] = {}
    for submission, ended_at in recent.iterator(chunk_size=100):
        seen[submission] = seen.get(submission, False) or ended_at is None
        if len(seen) > UNDO_SUBMISSIONS:
            seen.popitem()
            break
    standing = next((submission for submission, stands in seen.items() if stands), None)
    if standing is None:
        return None
    return Annotation.objects.current().filter(submission=standing, annotator=annotator)


def correct_answers(*, annotator: User, submission: Submission) -> Receipt:
    """Stores a later correction as new rows that supersede the current ones.

    Refused once the campaign is closed. The same submission again changes nothing.
    """
    try:
        with transaction.atomic():
            receipt = _correct(annotator, submission)
    except IntegrityError as error:
        return _replay(annotator, submission, 0, cause=error)
    return receipt or _replay(annotator, submission, 0)


def _correct(annotator: User, submission: Submission) -> Receipt | None:
    in_hand = _lock_in_hand(annotator, submission.campaign_slug, submission.assignment_id)
    assignment = _find(in_hand, submission.assignment_id)
    if assignment is None or assignment.state not in GIVEN:
        return None
    if Annotation.objects.filter(submission=submission.uuid).exists():
        return None
    if assignment.campaign.status == Campaign.Status.CLOSED:
        raise AlreadyAnswered(_("This campaign is closed, so its answers cannot be changed."))
    checked = _check(submission, assignment.campaign)
    standing = Annotation.objects.current().filter(
        campaign=assignment.campaign, item=assignment.campaign_item.item_id, annotator=annotator
    )
    before = {row.question_id: row for row in standing}
    standing.update(ended_at=Now(), ended_cause=Annotation.Ending.SUPERSEDED)
    rows = Annotation.objects.bulk_create(
        _annotation(
            assignment,
            submission,
            answer,
            is_surplus=assignment.state == Assignment.State.SURPLUS,
            supersedes=before.get(answer.question.id),
        )
        for answer in checked
    )
    ChangeMark.objects.create(campaign=assignment.campaign)
    return _receipt(rows, is_replay=False)
