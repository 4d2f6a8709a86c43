"""Where the endpoints stand: `/wagtail/api/v2/pages/`, `images/`, `documents/`."""

from wagtail.api.v2.router import WagtailAPIRouter

from cms.delivery.wagtail_api.viewsets import Documents, Images, Pages

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", Pages)
router.register_endpoint("images", Images)
router.register_endpoint("documents", Documents)
