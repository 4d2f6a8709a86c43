from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "cms.obligations"
    verbose_name = "应公开义务"

    def ready(self):
        from cms.obligations import receivers  # noqa: F401, PLC0415 -- connects the signals once models exist
