"""The app's configuration."""

from django.apps import AppConfig


class LabellingConfig(AppConfig):
    """The labelling app."""

    name = "labelling"
