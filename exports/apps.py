"""The app's configuration."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """The exports app."""

    name = "exports"
