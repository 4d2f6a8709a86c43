from django.apps import AppConfig


class ProcedureConfig(AppConfig):
    name = "cms.procedure"
    verbose_name = "公开程序"

    def ready(self):
        from cms.procedure import receivers  # noqa: F401, PLC0415 -- connects the signals once models exist
