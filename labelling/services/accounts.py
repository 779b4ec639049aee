"""People who label: guests, keeping one's work, moving it to an account, leaving."""

import uuid
from collections.abc import Iterable, Sequence

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from labelling.models import Annotation, Assignment, ChangeMark, Skill
from labelling.services import leasing
from projects.errors import Conflict, InvalidInput
from projects.models import Membership, User

RECOUNT_BATCH = 500


def start_guest() -> User:
    """Makes a guest: a real row without a password."""
    guest = User(username=f"guest-{uuid.uuid4().hex}", kind=User.Kind.GUEST)
    guest.set_unusable_password()
    guest.save()
    return guest


@transaction.atomic
def keep_work(*, guest: User, username: str, password: str, email: str = "") -> User:
    """Turns a guest into an account on the same row, so that everything given stays theirs."""
    if not guest.is_guest:
        raise Conflict(_("You already have an account."))
    guest.username = username
    guest.email = email
    guest.kind = User.Kind.ACCOUNT
    try:
        guest.full_clean(exclude=["password"])
    except ValidationError as error:
        raise InvalidInput(
            _("The account could not be made."),
            fields={name: " ".join(texts) for name, texts in error.message_dict.items()},
        ) from error
    try:
        password_validation.validate_password(password, guest)
    except ValidationError as error:
        raise InvalidInput(
            _("The password is too weak."), fields={"password": " ".join(error.messages)}
        ) from error
    guest.set_password(password)
    guest.save()
    return guest


def end_sessions(*, user: User) -> None:
    """Signs a person out everywhere."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


@transaction.atomic
def merge_guest(*, guest: User, account: User) -> None:
    """Moves a guest's answers to an account.

    Where both answered an item, the account's answer stays current and the guest's is kept as
    surplus. The guest's empty row stays behind, without sessions.
    """
    if not guest.is_guest or guest.pk == account.pk:
        return
    theirs = Annotation.objects.current().filter(
        annotator=account, question=OuterRef("question"), item=OuterRef("item")
    )
    guests = Annotation.objects.filter(annotator=guest)
    campaign_ids = set(guests.values_list("campaign", flat=True).distinct())
    guests.current().filter(Exists(theirs)).update(
        ended_at=Now(), ended_cause=Annotation.Ending.MERGED, is_surplus=True
    )
    guests.update(annotator=account)
    _move_assignments(guest, account)
    _close_row(guest)
    _mark_changed(campaign_ids)


def _move_assignments(guest: User, account: User) -> None:
    """Gives the guest's assignments to the account; of two on one item the answered one stays."""
    mine = leasing.lock_assignments(Assignment.objects.filter(annotator__in=(guest, account)))
    by_item: dict[int, dict[int, Assignment]] = {}
    for each in mine:
        by_item.setdefault(each.campaign_item_id, {})[each.annotator_id] = each
    moved = [pair[guest.pk] for pair in by_item.values() if guest.pk in pair]
    for assignment in moved:
        other = by_item[assignment.campaign_item_id].get(account.pk)
        if other is not None:
            dropped = assignment if _outranks(other, assignment) else other
            dropped.delete()
    Assignment.objects.filter(annotator=guest).update(annotator=account)
    _recount(assignment.campaign_item_id for assignment in moved)


def _outranks(one: Assignment, other: Assignment) -> bool:
    order = ("ended", "live", "skipped", "surplus", "answered")
    return order.index(one.state) >= order.index(other.state)


def _close_row(user: User) -> None:
    User.objects.filter(pk=user.pk).update(
        kind=User.Kind.DEPARTED, is_active=False, session_epoch=F("session_epoch") + 1
    )


@transaction.atomic
def leave(*, user: User, withdraws_labels: bool) -> None:
    """Deletes a person; their labels stay under a fresh, nameless annotator, or are withdrawn.

    Withdrawn labels leave every later fit and release, and their items are open again. Raises
    Conflict for the only owner of a project.
    """
    _check_may_leave(user)
    nameless = User(
        username=f"departed-{uuid.uuid4().hex}", kind=User.Kind.DEPARTED, is_active=False
    )
    nameless.set_unusable_password()
    nameless.save()
    annotations = Annotation.objects.filter(annotator=user)
    campaign_ids = set(annotations.values_list("campaign", flat=True).distinct())
    if withdraws_labels:
        annotations.current().update(ended_at=Now(), ended_cause=Annotation.Ending.WITHDRAWN)
    annotations.update(annotator=nameless)
    Skill.objects.filter(annotator=user).update(annotator=nameless)
    _end_assignments(user, nameless, ends_answered=withdraws_labels)
    _mark_changed(campaign_ids)
    user.delete()


def _check_may_leave(user: User) -> None:
    owned = Membership.objects.filter(user=user, role=Membership.Role.OWNER)
    for membership in owned.select_related("project"):
        others = membership.project.memberships.filter(role=Membership.Role.OWNER)
        if not others.exclude(user=user).exists():
            raise Conflict(
                _(
                    "You are the only owner of “%(project)s”. "
                    "Please make somebody else its owner first."
                )
                % {"project": membership.project}
            )


def _end_assignments(user: User, nameless: User, *, ends_answered: bool) -> None:
    ending: Sequence[str] = (
        (Assignment.State.LIVE, Assignment.State.ANSWERED, Assignment.State.SURPLUS)
        if ends_answered
        else (Assignment.State.LIVE,)
    )
    held = leasing.lock_assignments(Assignment.objects.filter(annotator=user, state__in=ending))
    item_ids = [each.campaign_item_id for each in held]
    Assignment.objects.filter(annotator=user, state__in=ending).update(state=Assignment.State.ENDED)
    Assignment.objects.filter(annotator=user).update(annotator=nameless)
    _recount(item_ids)


def _recount(campaign_item_ids: Iterable[int]) -> None:
    ordered = sorted(set(campaign_item_ids))
    for start in range(0, len(ordered), RECOUNT_BATCH):
        leasing.recount_items(ordered[start : start + RECOUNT_BATCH])


def _mark_changed(campaign_ids: Iterable[int]) -> None:
    ChangeMark.objects.bulk_create(
        ChangeMark(campaign_id=campaign_id) for campaign_id in sorted(campaign_ids)
    )
