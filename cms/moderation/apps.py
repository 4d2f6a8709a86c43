from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "cms.moderation"
    verbose_name = "上级审核"

    def ready(self):
        from cms.moderation import receivers, tasks  # noqa: F401, PLC0415 -- signals and jobs, once models exist
