from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "cms.filing"
    verbose_name = "目录报备"

    def ready(self):
        from cms.filing import tasks  # noqa: F401, PLC0415 -- registers its job once models exist
        from cms.filing.media import daily  # noqa: F401, PLC0415 -- registers its job once models exist
