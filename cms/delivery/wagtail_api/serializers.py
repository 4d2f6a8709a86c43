"""What Wagtail says of a picture, with an address at which it is given out."""

from __future__ import annotations

from typing import Any

from rest_framework.fields import SerializerMethodField
from wagtail.images.api.v2.serializers import ImageSerializer

from cms.delivery.renditions import plainly


class PictureSerializer(ImageSerializer):
    """Wagtail names the original, which may hold where and when it was taken and is nobody's."""

    download_url = SerializerMethodField()

    def get_download_url(self, image: Any) -> str:
        return plainly(image.file_hash, self.context["request"].build_absolute_uri("/").rstrip("/"))
