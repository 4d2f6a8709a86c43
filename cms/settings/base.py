"""Settings that hold everywhere. Short on purpose: apps.py lists the apps, env.py reads the environment."""

import os
import secrets

from cms.settings import services, variables
from cms.settings.apps import foreign, lists, plugins
from cms.settings.env import ROOT, data_folder, database, port

# Workbooks of strangers are read by defusedxml, also where lxml happens to be installed.
os.environ["OPENPYXL_LXML"] = "False"

DATA = data_folder()
DATABASE = database(DATA)

# The port in the addresses of the sites.
PUBLIC_PORT = port()
SECRET_KEY = DATABASE.secret_key
SECRET_KEY_FALLBACKS = (variables.SECRET_KEY_FALLBACKS.value() or "").split()
# Names this start of the programme: what an earlier one answered may have been made by other code, or other settings.
STARTED = secrets.token_hex(4)
DEBUG = False
# The table of domains decides which hosts exist (tenants.middleware); an unknown one gets a plain 404.
ALLOWED_HOSTS = ["*"]

# Found, not imported (cms/extension/discovery.py).
PLUGINS = plugins(ROOT / "plugins")
TENANT_APPS, SHARED_APPS, INSTALLED_APPS = lists(PLUGINS)
PLUGINS_LENIENT = variables.PLUGINS_LENIENT.given()
# Their models get content type ids that no file has to hold.
TENANT_FOREIGN_APPS = foreign(PLUGINS)

TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_SYNC_ROUTER = "tenants.routers.SchemaRouter"
TENANT_LIMIT_SET_CALLS = True
TENANT_SEED = "cms.pages.seed.plant"
TENANT_SEED_DECLARED = "cms.pages.seed.declared"
TENANT_SEED_FOLLOW = "cms.pages.seed.follow"
TENANT_SEED_TITLE = "党务公开"
TENANT_SEED_SOURCES = [ROOT / "cms/pages/seed.py", ROOT / "tenants/identity/roles.py"]
TENANT_REGISTER = "cms.registry.packaging.Register"
TENANT_GUIDANCE = "cms.registry.guidance.GUIDED_SCHEMAS"
TENANT_UNIT = "cms.registry.guidance.ASKING_UNIT"
TENANT_GONE = "cms.delivery.gone.answer"
DATABASE_ROUTERS = [TENANT_SYNC_ROUTER]

DB_ROLES = DATABASE.roles
_CONNECTION = {
    "HOST": DATABASE.host,
    "PORT": DATABASE.port,
    "NAME": DATABASE.name,
    "OPTIONS": dict(DATABASE.options),
    "ATOMIC_REQUESTS": True,
    # A connection made for one request costs more than the request. Each thread keeps its own, but not for long:
    # a connection keeps the catalog of every schema it has touched.
    "CONN_MAX_AGE": 300,
    "CONN_HEALTH_CHECKS": True,
}
DATABASES = {
    "default": {
        **_CONNECTION,
        "ENGINE": "tenants.backend",
        "USER": DB_ROLES["app"][0],
        "PASSWORD": DB_ROLES["app"][1],
    },
    # Reads the public ledger of all units, for the district's own site. Can write nothing.
    "central": {
        **_CONNECTION,
        "ENGINE": "django.db.backends.postgresql",
        "USER": DB_ROLES["central"][0],
        "PASSWORD": DB_ROLES["central"][1],
        "ATOMIC_REQUESTS": False,
    },
    # Reads the ledger of the units that the bound unit guides. Can write nothing.
    "guide": {
        **_CONNECTION,
        "ENGINE": "tenants.guiding",
        "USER": DB_ROLES["guide"][0],
        "PASSWORD": DB_ROLES["guide"][1],
        "ATOMIC_REQUESTS": False,
    },
    # Hands out the tasks of all units: sees the queue and nothing else. Only `cms worker` opens it.
    "worker": {
        **_CONNECTION,
        "ENGINE": "django.db.backends.postgresql",
        "USER": DB_ROLES["worker"][0],
        "PASSWORD": DB_ROLES["worker"][1],
        "ATOMIC_REQUESTS": False,
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Networks of the installation's own that webhooks may reach. Empty: public addresses only.
WEBHOOK_NETWORKS = variables.WEBHOOK_NETWORKS.value() or ()

# The first one before all others; the rest in turn.
TASK_QUEUES = ["publish", "default", "index", "media", "export"]

# Who answers what is searched (cms/search/contract.py).
ELASTICSEARCH_URL = variables.ELASTICSEARCH_URL.value() or ""
ELASTICSEARCH_INDEX = variables.ELASTICSEARCH_INDEX.given()
SEARCH_ENGINE = (
    "cms.search.elastic.ElasticsearchEngine" if ELASTICSEARCH_URL else "cms.search.postgres.PostgresEngine"
)

_CACHE = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "KEY_FUNCTION": "tenants.cache.make_key",
}
CACHES = {
    "default": {**_CACHE, "LOCATION": "default"},
    # None: what one process keeps, another deletes. A page asks for those of all its pictures at once.
    "renditions": {**_CACHE, "BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    "shared": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "shared"},
}

MIDDLEWARE = [
    "cms.delivery.tracing.TracingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "cms.delivery.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.delivery.refusals.NulMiddleware",
    "cms.delivery.limits.middleware.LimitMiddleware",
    "tenants.middleware.TenantMiddleware",
    "cms.delivery.caching.PublicCachingMiddleware",
    "cms.delivery.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tenants.accounts.middleware.StandingMiddleware",
    "cms.theming.preview.PreviewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.pages.admin.gate.GateMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.delivery.policies.PolicyMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
# Public answers before Django is asked (cms.delivery.store).
STORE = variables.STORE.given()
STORE_BYTES = variables.STORE_MEGABYTES.given() * 2**20

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "cms.theming.loader.CachedLoader",
                    ["cms.theming.loader.ThemeLoader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.delivery.context.site",
            ],
        },
    }
]
THEMES = ROOT / "themes"
# Dotted names of functions, for themes that plugins bring: all their folders; whether the bound site may see one.
THEMES_BROUGHT = "cms.extension.themes.theme_folders"
THEMES_SEEN = "cms.extension.themes.theme_seen"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["tenants.accounts.backends.IdentityBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Rules for passwords: `asvs` or `dengbao` (tenants/identity/passwords.py).
PASSWORD_PROFILE = "asvs"  # noqa: S105 -- a name
# Who may work only with a second factor: those who see or decide beyond one unit.
SECOND_FACTOR_ROLES = ["OFFICE_CLERK", "OFFICE_LEADER", "LINE_LEAD", "PLATFORM_OPS"]
# True switches that off, says so on the login page, and stands in dev.py only.
DEMONSTRATION = False
# The district's identity provider: issuer, client_id, client_secret, label, second_factor (tenants/identity/oidc.py).
OIDC: dict | None = None
# Whose word about a visitor's address is believed.
TRUSTED_PROXIES = variables.PROXIES.given()
# (requests, seconds) of one visitor, of one site, and of one link to a draft; production always has them.
LIMIT_VISITOR, LIMIT_SITE, LIMIT_TOKEN = (
    variable.given() if variable.is_set() else (0, 1)
    for variable in (variables.LIMIT_VISITOR, variables.LIMIT_SITE, variables.LIMIT_TOKEN)
)
SESSION_COOKIE_NAME = "gongkai_session"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "gongkai_csrf"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "cms/locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

MEDIA_ROOT = DATA / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = sorted(THEMES.glob("*/static"))
S3 = services.bucket()
STORAGES = {
    "default": {"BACKEND": "tenants.bucket.TenantBucket" if S3 else "tenants.storage.TenantStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

TASKS = {"default": {"BACKEND": "tenants.tasks.backends.QueueBackend", "QUEUES": TASK_QUEUES}}
# What is done for every unit once a day, and for the whole installation (tenants.tasks.periodic).
REVISION_DAYS = 3 * 365

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

WAGTAIL_SITE_NAME = "党务公开"
WAGTAILADMIN_BASE_URL = ""
WAGTAIL_I18N_ENABLED = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.procedure.ending.finish"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES[:1]
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "doc", "docx", "ofd", "pdf", "pptx", "txt", "xls", "xlsx", "zip"]
# Never by the address of a bucket: who may have a document is decided here (cms.delivery.media).
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.publication.keeping.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.publication.keeping.DocumentForm"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search.workshop"}}
TAGGIT_CASE_INSENSITIVE = True
SILENCED_SYSTEM_CHECKS = ["wagtailadmin.W003"]

# Where a look at a registered site may go besides public addresses on ports 80 and 443 (cms.filing.media.probing).
PROBE_EXTRA_NETWORKS: list[str] = []
PROBE_EXTRA_PORTS: list[int] = []

# Counts working days between two dates, for the rooms that stand before the calendar (cms.filing.age).
WORKDAYS_BETWEEN = "cms.obligations.calendar.workdays_between"

# Dotted names of functions: figures for Prometheus (cms.delivery.metrics), reasons not to serve (…delivery.health).
METRIC_SOURCES = ["cms.delivery.queue.figures"]
READINESS = ["cms.delivery.queue.reason"]

EMAIL = services.mail()
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = EMAIL.backend, EMAIL.host, EMAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL.user, EMAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL.ssl, EMAIL.starttls
EMAIL_TIMEOUT = 15

LOGGING = services.logs(variables.LOG_FORMAT.value() or "text", variables.LOG_LEVEL.value() or "WARNING")
