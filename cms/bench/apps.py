from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "cms.bench"
    verbose_name = "基准测试"
