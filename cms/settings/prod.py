"""Production: HTTPS in front, hashed static files, cookies that no other host can set."""

from cms.settings import services, variables

# Before anything else is read: every variable that is missing or wrong, at once.
variables.check(production=True)

from cms.settings.base import *  # noqa: E402, F403 -- how Django settings build on each other

BASE_HOST = variables.BASE_HOST.given()
PUBLIC_PORT = 443
# Whether a request came over HTTPS is what the server was told by one of PROXIES (cms.delivery.bridge).
SECURE_SSL_REDIRECT = True
# A load balancer asks these without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = variables.HSTS_SECONDS.given()
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
STORAGES["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"  # noqa: F405 -- of base
DEFAULT_FROM_EMAIL = SERVER_EMAIL = variables.EMAIL_FROM.value() or f"gongkai@{BASE_HOST}"
LOGGING = services.logs(variables.LOG_FORMAT.value() or "json", variables.LOG_LEVEL.value() or "INFO")
PASSWORD_PROFILE = variables.PASSWORD_PROFILE.given()
SECOND_FACTOR_ROLES = [*SECOND_FACTOR_ROLES, *(variables.SECOND_FACTOR_ALSO.value() or "").split()]  # noqa: F405 -- of base
OIDC = services.provider()
LIMIT_VISITOR, LIMIT_SITE = variables.LIMIT_VISITOR.given(), variables.LIMIT_SITE.given()
LIMIT_TOKEN = variables.LIMIT_TOKEN.given()
