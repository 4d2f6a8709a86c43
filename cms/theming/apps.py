from django.apps import AppConfig


class ThemingConfig(AppConfig):
    name = "cms.theming"
    verbose_name = "主题"

    def ready(self):
        from cms.theming import checks  # noqa: F401, PLC0415 -- registers its checks once models exist
