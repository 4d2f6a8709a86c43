"""What the environment's words for files, sign-in, mail and logs mean in Django's."""

from __future__ import annotations

from typing import Any

from cms.settings import variables
from cms.settings.kinds import Mail


def bucket() -> dict[str, str]:
    """The S3 bucket for media files, in django-storages' words; {} when they lie on the disk."""
    name = variables.S3_BUCKET.value()
    if not name:
        return {}
    return {
        "bucket_name": name,
        "endpoint_url": variables.S3_ENDPOINT.given(),
        "region_name": variables.S3_REGION.given(),
        "access_key": variables.S3_ACCESS_KEY.given(),
        "secret_key": variables.S3_SECRET_KEY.given(),
    }


def provider() -> dict[str, Any] | None:
    """The district's identity provider, in the words of tenants.identity.oidc; None when there is none."""
    issuer = variables.OIDC_ISSUER.value()
    if not issuer:
        return None
    return {
        "issuer": issuer,
        "client_id": variables.OIDC_CLIENT_ID.given(),
        "client_secret": variables.OIDC_CLIENT_SECRET.given(),
        "label": variables.OIDC_LABEL.given(),
        "second_factor": tuple((variables.OIDC_SECOND_FACTOR.value() or "").split()),
    }


def mail() -> Mail:
    return variables.EMAIL_URL.given()


def logs(form: str, level: str) -> dict[str, Any]:
    """Logging to standard error: `form` is json (a line an event, nothing of a visitor in it) or text."""
    formatter = "cms.delivery.logs.JsonFormatter" if form == "json" else "cms.delivery.logs.TextFormatter"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "chosen"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django says each 4xx with its path; the line of the request says as much without it.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
        },
    }
