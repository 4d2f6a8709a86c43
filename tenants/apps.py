from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "站点"

    def ready(self) -> None:
        from django.db.models.signals import post_delete  # noqa: PLC0415 -- apps must be loaded
        from django_tenants.signals import tenant_delete_callback  # noqa: PLC0415 -- models are not loaded before

        from tenants import checks  # noqa: F401, PLC0415 -- registers the system checks

        # A receiver without a sender switches off Django's fast deletion for every model, and this one would
        # drop a schema as a side effect.
        post_delete.disconnect(tenant_delete_callback)
