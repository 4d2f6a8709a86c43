from django.apps import AppConfig


class ThemingConfig(AppConfig):
    name = "cms.theming"
    verbose_name = "主题"
