"""Files of one tenant, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from tenants.context import current


class MediaAway(OSError):
    """The server that media files lie on does not answer. An OSError, as a disk that is gone would be one."""


@deconstructible(path="tenants.storage.TenantStorage")
class TenantStorage(FileSystemStorage):
    """MEDIA_ROOT/<media_key>/…, worked out at each call. Raises TenantNotBound outside a tenant."""

    @property
    def base_location(self) -> str:
        return str(Path(settings.MEDIA_ROOT) / current().media_key)

    @property
    def location(self) -> str:
        return str(Path(self.base_location).resolve())

    @property
    def base_url(self) -> str:
        return settings.MEDIA_URL
