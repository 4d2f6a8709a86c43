from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "column"  # `pages` would be read as Wagtail's own in admin addresses and content types
    verbose_name = "公开专栏"

    def ready(self):
        from cms.pages import departed, receivers  # noqa: F401, PLC0415 -- connects the signals once models exist
        from cms.pages.admin import letters  # noqa: PLC0415 -- needs Wagtail's models

        letters.lead_home()
        departed.stand_in()
