"""Leases on items: pick, hold, end, and the counts that follow from them.

Whoever changes an assignment's state holds the lock of its campaign item first (in primary-key
order), and counts the item's places anew from the assignments afterwards. On SQLite the one
writing transaction is that lock.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Now

from labelling.models import Assignment
from projects.models import Campaign, CampaignItem, User
from projects.models.campaign import ORDER_KEY_BITS, random_order_key

PICK_WINDOW = 64
EXPIRY_BATCH = 100
HOLDS_PLACE = (Assignment.State.LIVE, Assignment.State.ANSWERED)


def lease_end(campaign: Campaign) -> ExpressionWrapper:
    """Gives when a lease taken now ends, by the database's clock."""
    return ExpressionWrapper(
        Now() + timedelta(seconds=campaign.lease_seconds), output_field=DateTimeField()
    )


def lock_assignments(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Gives assignments with their items, both locked, in the order that cannot deadlock."""
    return (
        assignments.select_related("campaign", "campaign_item__item__image")
        .select_for_update(of=("self", "campaign_item"))
        .order_by("campaign_item_id")
    )


def live_of(*, campaign: Campaign, annotator: User) -> QuerySet[Assignment]:
    """Gives an annotator's live assignments in a campaign."""
    return Assignment.objects.filter(
        campaign=campaign, annotator=annotator, state=Assignment.State.LIVE
    )


def pick_items(*, campaign: Campaign, annotator: User, count: int) -> list[CampaignItem]:
    """Gives up to `count` open items, locked, that this annotator was never given or let go.

    Looks at a window of open items from a random key upwards, at one from the lowest key, then at
    all; at the very
    end it frees what run-out leases still hold and looks once more.
    """
    if count < 1:
        return []
    found = _pick_anywhere(campaign, annotator, count)
    if len(found) < count and end_expired(campaign=campaign):
        held = [entry.pk for entry in found]
        found += _pick_anywhere(campaign, annotator, count - len(found), passing=held)
    return found


def _pick_anywhere(
    campaign: Campaign, annotator: User, count: int, *, passing: Sequence[int] = ()
) -> list[CampaignItem]:
    opened = CampaignItem.objects.with_free_place().filter(campaign=campaign)
    found: list[CampaignItem] = []
    for start, is_bounded in ((random_order_key(), True), (0, True), (0, False)):
        held = [*passing, *(entry.pk for entry in found)]
        candidates = opened.filter(order_key__gte=start).exclude(pk__in=held)
        if is_bounded:
            candidates = candidates.filter(order_key__lte=_window_end(opened, start))
        found += _lock_unmet(candidates, annotator)[: count - len(found)]
        if len(found) >= count:
            break
    return found


def _window_end(opened: QuerySet[CampaignItem], start: int) -> Coalesce:
    """Gives the key at which a window of `PICK_WINDOW` open items from `start` ends."""
    keys = opened.filter(order_key__gte=start).order_by("order_key").values("order_key")
    return Coalesce(Subquery(keys[PICK_WINDOW - 1 : PICK_WINDOW]), 2**ORDER_KEY_BITS)


def _lock_unmet(candidates: QuerySet[CampaignItem], annotator: User) -> QuerySet[CampaignItem]:
    """Gives those this annotator has not met, in order, locked, passing over locked ones."""
    met = Assignment.objects.filter(campaign_item=OuterRef("pk"), annotator=annotator).exclude(
        state=Assignment.State.ENDED
    )
    return (
        candidates.filter(~Exists(met))
        .select_related("item__image")
        .order_by("order_key")
        .select_for_update(of=("self",), skip_locked=True)
    )


def save_assignments(assignments: Sequence[Assignment]) -> None:
    """Writes assignments in one statement: new ones, and new states of known ones.

    Known ones are sent without their key too (the pair is the key that conflicts), since rows with
    and without a key would make two statements.
    """
    for each in assignments:
        each.pk = None
    Assignment.objects.bulk_create(
        assignments,
        update_conflicts=True,
        unique_fields=["campaign_item", "annotator"],
        update_fields=["state", "leased_at", "expires_at"],
    )


def new_assignments(
    entries: Sequence[CampaignItem], *, campaign: Campaign, annotator: User
) -> list[Assignment]:
    """Gives unsaved live assignments on picked items."""
    return [
        Assignment(
            campaign=campaign,
            campaign_item=entry,
            annotator=annotator,
            state=Assignment.State.LIVE,
            leased_at=Now(),
            expires_at=lease_end(campaign),
        )
        for entry in entries
    ]


def recount_items(campaign_item_ids: Collection[int]) -> int:
    """Counts the places of items anew from their assignments, and retires or reopens them."""
    answered = _assignments_counted(Q(state=Assignment.State.ANSWERED))
    is_enough = Q(answers_now__gte=F("places_wanted"), places_wanted__gt=0)
    return (
        CampaignItem.objects.filter(pk__in=campaign_item_ids)
        .annotate(answers_now=answered)
        .update(
            places_taken=_assignments_counted(Q(state__in=HOLDS_PLACE)),
            answers_count=answered,
            retired_at=Case(
                When(is_enough, then=Coalesce(F("retired_at"), Now())), default=Value(None)
            ),
            retired_cause=Case(
                When(is_enough, then=Value(CampaignItem.Cause.ENOUGH)), default=Value("")
            ),
        )
    )


def _assignments_counted(condition: Q) -> Coalesce:
    counted = (
        Assignment.objects.filter(condition, campaign_item=OuterRef("pk"))
        .order_by()
        .values("campaign_item")
        .annotate(n=Count("*"))
        .values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def end_expired(*, campaign: Campaign | None = None, limit: int = EXPIRY_BATCH) -> int:
    """Ends live assignments whose time has run out, and frees their places; gives how many."""
    due = Assignment.objects.filter(state=Assignment.State.LIVE, expires_at__lt=Now())
    if campaign is not None:
        due = due.filter(campaign=campaign)
    with transaction.atomic():
        run_out = list(
            due.select_for_update(of=("self", "campaign_item"), skip_locked=True)
            .select_related("campaign_item")
            .order_by("campaign_item_id")[:limit]
        )
        if run_out:
            Assignment.objects.filter(pk__in=[each.pk for each in run_out]).update(
                state=Assignment.State.ENDED
            )
            recount_items([each.campaign_item_id for each in run_out])
    return len(run_out)
