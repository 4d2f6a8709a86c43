from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "cms.registry"
    verbose_name = "单位名录"
