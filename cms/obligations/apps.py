from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "cms.obligations"
    verbose_name = "应公开义务"
