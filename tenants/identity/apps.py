from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "tenants.identity"
    label = "identity"
    verbose_name = "身份"

    def ready(self) -> None:
        from tenants.identity import housekeeping  # noqa: F401, PLC0415 -- registers its job once models exist
