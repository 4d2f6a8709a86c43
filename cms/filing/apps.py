from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "cms.filing"
    verbose_name = "目录报备"
