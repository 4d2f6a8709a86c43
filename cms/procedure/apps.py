from django.apps import AppConfig


class ProcedureConfig(AppConfig):
    name = "cms.procedure"
