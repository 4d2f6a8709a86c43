from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "cms.catalog"
    verbose_name = "公开目录"

    def ready(self):
        from cms.catalog import housekeeping  # noqa: F401, PLC0415 -- registers its job once models exist
