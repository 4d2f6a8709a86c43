from django.apps import AppConfig


class ProcedureLedgerConfig(AppConfig):
    name = "cms.procedure.ledger"
    label = "procedure_ledger"
    verbose_name = "公开程序（台账）"
