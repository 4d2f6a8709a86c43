"""Pictures in the sizes a front end asks for: only those of public entries, only at addresses that we made."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.images import get_image_model

from cms.delivery.renditions import FORMATS, SIZES
from cms.pages.models import ArticlePage
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def left_half_red(width: int = 400, height: int = 200) -> ContentFile:
    picture = Picture.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width // 2, height))
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return ContentFile(buffer.getvalue(), "halves.png")


@pytest.fixture(scope="module")
def pictured(planted) -> int:
    with tenant_scope(Tenant.objects.get(slug="ta")):
        image = get_image_model().objects.create(
            title="两半", file=left_half_red(), focal_point_x=50, focal_point_y=100, focal_point_width=20,
            focal_point_height=20,
        )  # fmt: skip
        body = [{"type": "image", "value": {"image": image.pk, "alt": "红和蓝", "caption": ""}}]
        sample.article("TS-02", "有图", "x", slug="pictured", body=body)
        return image.pk


@pytest.fixture
def image(pictured, ta):
    """A picture whose left quarter is what matters, on a public entry."""
    return get_image_model().objects.get(pk=pictured)


@pytest.fixture
def told(visit, image):
    """The picture as the API tells of it."""
    (entry,) = visit("ta").get("/api/v1/entries?item=TS-02&fields=images").json()["items"]
    return entry["images"][0]


def path(told, size: str, kind: str) -> str:
    (found,) = [one for one in told["renditions"] if (one["size"], one["format"]) == (size, kind)]
    return found["url"].removeprefix("http://ta.test")


def drawn(response) -> Picture.Image:
    return Picture.open(BytesIO(b"".join(response.streaming_content)))


def test_a_picture_is_told_with_its_sizes(told):
    picture = told
    assert (picture["alt"], picture["width"], picture["height"]) == ("红和蓝", 400, 200)
    assert picture["focal_point"] == {"x": 0.125, "y": 0.5}
    assert len(picture["renditions"]) == len(SIZES) * len(FORMATS)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_made_once_and_kept_for_ever(visit, told, image, kind):
    address = path(told, "w320", kind)
    response = visit("ta").get(address)
    assert (response.status_code, response["Content-Type"]) == (200, FORMATS[kind][0])
    assert "immutable" in response["Cache-Control"]
    assert (drawn(response).width, drawn(visit("ta").get(address)).format) == (320, kind.upper())
    assert image.renditions.filter(filter_spec__contains="width-320").count() == 1
    assert visit("ta").head(address).status_code == 200


def test_what_matters_stays_in_sight(visit, told):
    picture = drawn(visit("ta").get(path(told, "square320", "jpeg"))).convert("RGB")
    assert picture.width == picture.height
    reds = [picture.getpixel((x, picture.height // 2))[0] > 200 for x in range(0, picture.width, 10)]
    assert sum(reds) > len(reds) / 2


def test_what_was_not_signed_is_not_there(visit, told, tb):
    address = path(told, "w320", "webp")
    signature, digest = address.split("/")[3:5]
    swapped = ("B" if signature[0] != "B" else "C") + signature[1:]
    assert visit("ta").get(address).status_code == 200
    for forged in (
        address.replace(signature, swapped),
        address.replace(digest, "0" * 40),
        address.replace("w320", "w321"),
        address.replace("w320", "width-320"),
        address.replace("webp", "png"),
        address.replace(f"/{digest}", ""),
    ):
        assert visit("ta").get(forged).status_code == 404, forged
    # The same picture is in the other unit, with an address of its own there.
    assert visit("tb").get(address).status_code == 404


def test_a_picture_goes_with_its_entry(visit, told):
    address = path(told, "w320", "webp")
    ArticlePage.objects.get(slug="pictured").unpublish()
    assert visit("ta").get(address).status_code == 404
