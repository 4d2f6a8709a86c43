from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "cms.catalog"
    verbose_name = "公开目录"
