from django.apps import AppConfig


class ExtensionConfig(AppConfig):
    """Stands last among the installed apps: when it is ready, every plugin is."""

    name = "cms.extension"
    verbose_name = "插件"

    def ready(self) -> None:
        from cms.extension import arriving, checks, periodic  # noqa: F401, PLC0415 -- they need the models
        from cms.extension.registry import registry  # noqa: PLC0415 -- likewise

        registry()
