from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "cms.publication"
    verbose_name = "对外发布"

    def ready(self):
        from cms.publication import receivers, sampling  # noqa: F401, PLC0415 -- connects the signals once models exist
