from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "cms.demo"
    verbose_name = "演示"
