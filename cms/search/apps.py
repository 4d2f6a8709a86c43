from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "cms.search"
    verbose_name = "检索"

    def ready(self):
        from cms.search import receivers, tasks  # noqa: F401, PLC0415 -- signals and jobs, once models exist
