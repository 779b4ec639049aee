"""The form: questions with their labels as the curator edits them, and as they were answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.models.campaign import Campaign


class Question(models.Model):
    """One thing asked; the unit of quality. Edited here, put into use as a QuestionVersion."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="questions")
    key = models.SlugField(
        max_length=50, help_text=_("A short name for exports, such as object_type.")
    )
    position = models.PositiveSmallIntegerField(default=0)
    label_type = models.CharField(max_length=20, default="choice")
    prompt = models.CharField(max_length=300, help_text=_("What you ask, as volunteers read it."))
    help_text = models.TextField(blank=True)
    options = models.JSONField(default=dict, blank=True, help_text=_("The label type's settings."))
    depends_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="dependants"
    )
    depends_on_values = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["campaign", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="question_key_once"),
        ]

    def __str__(self) -> str:
        """Gives what is asked."""
        return self.prompt


class Label(models.Model):
    """A value of a question's scheme. Its code is given once and never used again."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="labels")
    code = models.PositiveSmallIntegerField(editable=False)
    value = models.CharField(max_length=100, help_text=_("Stored and exported."))
    name = models.CharField(max_length=200, blank=True, help_text=_("Shown to volunteers."))
    help_text = models.CharField(max_length=500, blank=True)
    example_image = models.FileField(max_length=200, blank=True)
    key = models.CharField(
        _("keyboard key"), max_length=1, blank=True, help_text=_("Empty: 1 to 9 in order.")
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["question", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["question", "code"], name="label_code_once"),
            models.UniqueConstraint(fields=["question", "value"], name="label_value_once"),
            models.UniqueConstraint(
                fields=["question", "key"], condition=~Q(key=""), name="label_key_once"
            ),
        ]

    def __str__(self) -> str:
        """Gives the label's name."""
        return self.name or self.value


class FormVersion(models.Model):
    """A campaign's form and guidelines as put into use; never changed."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="form_versions")
    number = models.PositiveIntegerField()
    guidelines = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["campaign", "number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="formversion_once"),
        ]

    def __str__(self) -> str:
        """Gives the version's number."""
        return f"version {self.number}"


class QuestionVersion(models.Model):
    """A question as asked in one version of the form; `config` is what its label type reads."""

    form_version = models.ForeignKey(FormVersion, models.CASCADE, related_name="questions")
    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    position = models.PositiveSmallIntegerField()
    label_type = models.CharField(max_length=20)
    prompt = models.CharField(max_length=300)
    help_text = models.TextField(blank=True)
    config = models.JSONField()
    depends_on = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="+"
    )
    depends_on_values = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["form_version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["form_version", "question"], name="questionversion_once"
            ),
        ]

    def __str__(self) -> str:
        """Gives what is asked."""
        return self.prompt
