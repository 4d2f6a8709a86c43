from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "cms.delivery"
    verbose_name = "对外服务"

    def ready(self):
        from cms.delivery import provenance, words  # noqa: PLC0415 -- its models must be loaded first
        from cms.delivery.store import places  # noqa: PLC0415 -- likewise
        from cms.pages import presentation  # noqa: PLC0415 -- and its page models

        presentation.contribute(provenance.of_article)
        words.remember()
        places.follow()
