"""Giving items to annotators, and taking them back."""

from django.db import transaction
from django.db.models.functions import Now

from labelling.errors import CampaignNotOpen, GuestsNotAllowed
from labelling.models import Assignment
from labelling.services import leasing
from projects.models import Campaign, User

MAX_HELD = 8


def check_may_label(*, campaign: Campaign, annotator: User) -> None:
    """Raises NotAllowed or Conflict when this person gets no items here now."""
    if not campaign.is_open:
        raise CampaignNotOpen(
            "This campaign is not open just now, so no new items are given out. "
            "What you have already sent is kept."
        )
    if annotator.is_guest and not campaign.allows_guests:
        raise GuestsNotAllowed("This campaign needs an account. Please sign up or sign in.")


@transaction.atomic
def take_items(*, campaign: Campaign, annotator: User, count: int = 1) -> list[Assignment]:
    """Gives the annotator's live assignments, oldest first, leased up to `count` (at most 8).

    Those already held come back with their time renewed, so asking twice harms nothing; fewer, or
    none, come back when there is nothing more for this annotator.
    """
    check_may_label(campaign=campaign, annotator=annotator)
    held = list(leasing.lock_assignments(leasing.live_of(campaign=campaign, annotator=annotator)))
    wanted = min(count, MAX_HELD) - len(held)
    picked = leasing.pick_items(campaign=campaign, annotator=annotator, count=wanted)
    leased = leasing.new_assignments(picked, campaign=campaign, annotator=annotator)
    for each in held:
        each.expires_at = leasing.lease_end(campaign)
    if held or leased:
        leasing.save_assignments([*held, *leased])
    if leased:
        leasing.recount_items([each.campaign_item_id for each in leased])
    return [*sorted(held, key=lambda each: (each.leased_at, each.pk)), *leased]


@transaction.atomic
def give_back_items(*, campaign: Campaign, annotator: User) -> int:
    """Ends all live assignments of an annotator and frees their places; gives how many."""
    held = list(leasing.lock_assignments(leasing.live_of(campaign=campaign, annotator=annotator)))
    Assignment.objects.filter(pk__in=[each.pk for each in held]).update(
        state=Assignment.State.ENDED, expires_at=Now()
    )
    leasing.recount_items([each.campaign_item_id for each in held])
    return len(held)
