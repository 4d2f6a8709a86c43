from django.apps import AppConfig


class UpgradeConfig(AppConfig):
    name = "tenants.upgrade"
    label = "upgrade"
    verbose_name = "升级"
