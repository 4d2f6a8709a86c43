"""What answers where, in order of precedence. Wagtail's catch-all stands last."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.delivery.api import api
from cms.delivery.api.middleware import nothing_here
from cms.delivery.api.problems import problems
from cms.delivery.coverage import coverage
from cms.delivery.display import display
from cms.delivery.feeds.views import feed_atom, feed_json
from cms.delivery.media import media, picture
from cms.delivery.opendata.views import columns, data, dcat_json, dcat_turtle
from cms.delivery.pages import page
from cms.delivery.portal import front, units
from cms.delivery.preview import preview
from cms.delivery.ranges import in_parts
from cms.delivery.renditions import rendition
from cms.delivery.searching import search, suggestions
from cms.delivery.sitemaps import robots, sitemap_index, sitemap_part
from cms.delivery.units import kept_entry, unit
from cms.delivery.verify import verify, verify_by_number, verify_json
from cms.delivery.wagtail_api.router import router as wagtail_api
from cms.extension import mount
from cms.pages.admin.account import OwnAccountView
from cms.theming.stylesheet import stylesheet

handler500 = "cms.delivery.outage.server_error"

urlpatterns = [
    path("admin/account/", require_admin_access(OwnAccountView.as_view()), name="wagtailadmin_account"),
    # Wagtail's would take a page down without a word.
    path(
        "admin/pages/<int:page>/unpublish/",
        RedirectView.as_view(pattern_name="withdrawal_desk:withdraw"),
        name="withdraw_instead",
    ),
    # Before Wagtail's: the only pages that sign anybody in.
    path("admin/", include("tenants.accounts.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(decorate_urlpatterns([*wagtaildocs_urls.urlpatterns], in_parts))),
    path("media/r/<str:signature>/<str:digest>/<slug:size>.<slug:kind>", rendition, name="rendition"),
    path("media/p/<slug:digest>", picture, name="picture"),
    path("media/<path:path>", media, name="media"),
    path("api/v1/problems", problems, name="api_problems"),
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", nothing_here),
    path("api/x/", include(mount.api_urls())),
    path("api/x/<path:rest>", nothing_here),
    path("wagtail/api/v2/", wagtail_api.urls),
    path("x/", include(mount.public_urls())),
    path("theme.css", stylesheet, name="theme_css"),
    path("display/<slug:view>", display, name="display"),
    path("search", search, name="search"),
    path("search/suggestions", suggestions, name="suggestions"),
    path("feed.atom", feed_atom, name="feed_atom"),
    path("feed.json", feed_json, name="feed_json"),
    path("data/<slug:name>.csv-metadata.json", columns, name="data_columns"),
    path("data/<slug:name>.<slug:form>", data, name="data"),
    path("dcat.jsonld", dcat_json, name="dcat"),
    path("dcat.ttl", dcat_turtle, name="dcat_turtle"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_part, name="sitemap_part"),
    path("robots.txt", robots, name="robots"),
    path("coverage", coverage, name="coverage"),
    path("units", units, name="units"),
    path("units/<slug:slug>", unit, name="unit"),
    path("units/<slug:slug>/entries/<uuid:key>", kept_entry, name="kept_entry"),
    path("verify", verify_by_number, name="verify_by_number"),
    path("verify/<str:token>.json", verify_json, name="verify_json"),
    path("verify/<str:token>", verify, name="verify"),
    path("_preview/<str:token>", preview, name="preview"),
    path("", front, name="front"),
    re_path(r"^(?!_util/)" + wagtail_urls.serve_pattern.removeprefix("^"), page, name="page"),
    # Wagtail's page for readers of a restricted page would sign people in past the door.
    path(
        "_util/login/",
        RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True),
        name="wagtailcore_login",
    ),
    path("", include(wagtail_urls)),
]
