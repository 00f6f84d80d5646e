"""The Django app of the look."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """The look of every page; it owns no table."""

    name = "wayhome.look"
    label = "look"
