from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "column"  # `pages` would be read as Wagtail's own in admin addresses and content types
    verbose_name = "公开专栏"
