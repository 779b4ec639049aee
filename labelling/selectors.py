"""Reads that span tables or give plain values."""

from functools import lru_cache

from labelling.answers import CANT_TELL, NOT_USABLE, Form, FormQuestion
from labelling.models import Annotation, Assignment, CampaignProgress
from projects.models import Campaign, FormVersion, QuestionVersion, User


@lru_cache(maxsize=256)
def form_of(form_version_id: int) -> Form:
    """Gives a form version, kept in the process: a version never changes.

    Raises FormVersion.DoesNotExist (and keeps nothing) when there is none.
    """
    version = FormVersion.objects.get(pk=form_version_id)
    questions = version.questions.select_related("question", "depends_on")
    return Form(
        id=version.pk,
        number=version.number,
        campaign_id=version.campaign_id,
        guidelines=version.guidelines,
        questions=tuple(_form_question(each) for each in questions),
    )


def _form_question(version: QuestionVersion) -> FormQuestion:
    return FormQuestion(
        id=version.question_id,
        key=version.question.key,
        prompt=version.prompt,
        help_text=version.help_text,
        label_type=version.label_type,
        config=version.config,
        depends_on=version.depends_on.key if version.depends_on else "",
        depends_on_values=tuple(version.depends_on_values),
    )


def allowed_states(campaign: Campaign) -> frozenset[str]:
    """Gives the states an answer may have in this campaign."""
    states = {Annotation.State.ANSWERED.value}
    if campaign.allows_cant_tell:
        states.add(CANT_TELL)
    if campaign.allows_not_usable:
        states.add(NOT_USABLE)
    return frozenset(states)


def live_assignments(*, campaign: Campaign, annotator: User) -> list[Assignment]:
    """Gives what an annotator has in hand, oldest first; takes nothing."""
    live = Assignment.objects.filter(
        campaign=campaign, annotator=annotator, state=Assignment.State.LIVE
    )
    return list(live.select_related("campaign_item__item__image").order_by("leased_at", "pk"))


def progress_of(campaign: Campaign) -> CampaignProgress | None:
    """Gives the cached sum, or None before it was first computed."""
    return CampaignProgress.objects.filter(campaign=campaign).first()
