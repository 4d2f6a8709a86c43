from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "cms.obligations"
    verbose_name = "应公开义务"

    def ready(self):
        from cms.obligations import receivers, tasks  # noqa: F401, PLC0415 -- signals and jobs, once models exist
