"""Django application of the organisation module."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Users, org tree, roles, audit."""

    name = "marketloop.organisation"
    label = "organisation"
