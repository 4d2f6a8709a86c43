"""Files of one tenant in an S3 bucket, below a key of its own. The counterpart of tenants.storage on a disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.utils.deconstruct import deconstructible
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name, safe_join

from tenants.context import current
from tenants.storage import MediaAway

IN_MEMORY = 5_000_000
"""Bytes of a file that is read; what is larger goes through a temporary file."""


def client_config() -> Config:
    """Short waits, for a thread of the web waits along; and checksums only where the server asks for them."""
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        connect_timeout=3,
        read_timeout=15,
        retries={"total_max_attempts": 2, "mode": "standard"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


@contextmanager
def _reached() -> Iterator[None]:
    """Turns every way in which the server can be away, or refuse us, into MediaAway."""
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        raise MediaAway("the media's S3 server does not serve") from error


@deconstructible(path="tenants.bucket.TenantBucket")
class TenantBucket(S3Storage):
    """settings.S3's bucket, <media_key>/…, worked out at each call. Raises TenantNotBound outside a tenant, MediaAway.

    Takes no arguments: what a queued task carries of a storage must not hold the key to the bucket.
    """

    def __init__(self) -> None:
        super().__init__(
            **settings.S3,
            client_config=client_config(),
            file_overwrite=False,
            default_acl=None,
            max_memory_size=IN_MEMORY,
        )

    def _normalize_name(self, name: str) -> str:
        try:
            return safe_join(current().media_key, name)
        except ValueError as error:
            raise SuspiciousFileOperation(f"{name} lies outside of the tenant's files") from error

    def _open(self, name: str, mode: str = "rb") -> Any:
        """The file with its content fetched: an error comes here, not in the middle of an answer."""
        with _reached():
            file = super()._open(name, mode)
            file.name = clean_name(name)
            if "r" in mode:
                file.open()
        return file

    def _save(self, name: str, content: Any) -> str:
        with _reached():
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with _reached():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _reached():
            return super().exists(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _reached():
            return super().listdir(name)

    def size(self, name: str) -> int:
        with _reached():
            return super().size(name)

    def get_modified_time(self, name: str) -> Any:
        with _reached():
            return super().get_modified_time(name)

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """The address at our own site: nobody gets at a file past cms.delivery.media."""
        current()
        return f"{settings.MEDIA_URL}{filepath_to_uri(clean_name(name))}"
