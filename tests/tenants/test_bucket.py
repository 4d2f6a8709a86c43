"""Media in an S3 bucket: each tenant below its own key, nobody past our own addresses, and days without the server."""

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from tenants.bucket import TenantBucket
from tenants.context import TenantNotBound, rebind, tenant_scope
from tenants.storage import MediaAway
from tests import sample
from tests.tenants import s3_server

pytestmark = [pytest.mark.s3, pytest.mark.django_db(databases=["default", "central"])]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with s3_server.serving(tmp_path_factory.mktemp("s3")) as running:
        yield running


@pytest.fixture(autouse=True)
def _in_the_bucket(server, settings):
    static = settings.STORAGES["staticfiles"]
    stored = {"default": {"BACKEND": "tenants.bucket.TenantBucket"}, "staticfiles": static}
    with override_settings(S3=server.settings, STORAGES=stored):
        yield
    if server.process is None:
        server.start()


def read(name: str) -> bytes:
    with TenantBucket().open(name) as file:
        return file.read()


def test_the_same_name_in_two_units_is_two_files(ta, tb, server):
    storage = TenantBucket()
    name = storage.save("documents/同名.txt", ContentFile("甲".encode()))
    with tenant_scope(tb):
        assert storage.save("documents/同名.txt", ContentFile("乙".encode())) == name
        assert read(name).decode() == "乙"
    assert read(name).decode() == "甲"
    assert {f"{tenant.media_key}/{name}" for tenant in (ta, tb)} <= set(server.keys())


def test_a_file_of_another_unit_is_not_there(ta, tb):
    with tenant_scope(tb):
        name = TenantBucket().save("documents/只在乙.txt", ContentFile(b"tb"))
    assert not TenantBucket().exists(name)
    with pytest.raises(FileNotFoundError):
        TenantBucket().open(name)
    assert name.rsplit("/", 1)[1] not in TenantBucket().listdir("documents")[1]


@pytest.mark.parametrize("path", ["../{key}/documents/x.txt", "documents/../../{key}/x.txt", "/../{key}/x"])
def test_no_path_climbs_into_another_unit(ta, tb, path):
    with tenant_scope(tb):
        TenantBucket().save("documents/x.txt", ContentFile(b"tb"))
    storage, name = TenantBucket(), path.format(key=tb.media_key)
    for act in (storage.open, storage.exists, storage.delete, storage.size):
        with pytest.raises((SuspiciousFileOperation, FileNotFoundError)):
            act(name)
            raise FileNotFoundError(name)
    with tenant_scope(tb):
        assert TenantBucket().exists("documents/x.txt")


def test_a_storage_keyed_by_nothing_would_mix_the_two(ta, tb, monkeypatch):
    """The control: without the tenant's key the second unit reads the first one's file."""
    monkeypatch.setattr(TenantBucket, "_normalize_name", lambda self, name: name)
    name = TenantBucket().save("documents/mixed.txt", ContentFile(b"ta"))
    with tenant_scope(tb):
        assert read(name) == b"ta"


def test_unbound_code_reaches_no_file(db):
    rebind(None)
    storage = TenantBucket()
    for act in (storage.open, storage.exists, storage.delete, storage.size, storage.url, storage.listdir):
        with pytest.raises(TenantNotBound):
            act("documents/x.txt")
    with pytest.raises(TenantNotBound):
        storage.save("documents/x.txt", ContentFile(b"x"))


def test_what_a_task_carries_of_the_storage_holds_no_key():
    assert TenantBucket().deconstruct() == ("tenants.bucket.TenantBucket", (), {})


def test_an_image_its_rendition_and_their_deletion(ta, server, django_capture_on_commit_callbacks):
    before = set(server.keys())
    image = get_image_model().objects.create(title="图", file=sample.picture("s3.png"))
    rendition = image.get_rendition("max-20x20")
    kept = {f"{ta.media_key}/{each.file.name}" for each in (image, rendition)}
    assert set(server.keys()) - before == kept
    assert rendition.url == f"/media/{rendition.file.name}"
    with django_capture_on_commit_callbacks(execute=True):
        rendition.delete()
        image.delete()
    assert set(server.keys()) & kept == set()


def a_document(text: str = "稿"):
    return get_document_model().objects.create(title="附件", file=ContentFile(text.encode(), "draft.txt"))


def test_a_draft_document_is_for_those_who_work_there(ta, visit, enter):
    document = a_document()
    assert visit("ta").get(document.url).status_code == 404
    assert visit("ta").get(f"/media/{document.file.name}").status_code == 404
    answer = enter("ta").get(document.url)
    assert (answer.status_code, b"".join(answer.streaming_content).decode()) == (200, "稿")


def test_a_picture_is_answered_from_the_bucket(ta, enter):
    image = get_image_model().objects.create(title="图", file=sample.picture("shown.png"))
    answer = enter("ta").get(image.get_rendition("max-20x20").url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


def test_without_the_server_a_file_is_a_clear_503(ta, server, enter):
    image = get_image_model().objects.create(title="图", file=sample.picture("away.png"))
    document, rendition = a_document(), image.get_rendition("max-20x20")
    client = enter("ta")
    client.raise_request_exception = False
    server.stop()
    for url in (rendition.url, document.url):
        answer = client.get(url)
        assert (answer.status_code, answer["Retry-After"]) == (503, "10"), url
        assert "Traceback" not in answer.content.decode()
    server.start()
    assert client.get(rendition.url).status_code == 200


def test_without_the_server_a_page_shows_a_gap_not_a_failure(ta, server, visit):
    """A rendition that was made needs no server to be named; one that has to be made is a placeholder."""
    image = get_image_model().objects.create(title="图", file=sample.picture("gap.png"))
    body = [{"type": "image", "value": {"image": image.pk, "alt": "图", "caption": ""}}]
    page = sample.article("TS-01", "有图的页面", "x", body=body)
    server.stop()
    assert "gap.width-1200.png" in visit("ta").get(page.url).content.decode()
    image.renditions.all().delete()
    answer = visit("ta").get(page.url)
    assert answer.status_code == 200
    assert "not-found" in answer.content.decode()


def test_without_the_server_storing_says_so(ta, server):
    server.stop()
    with pytest.raises(MediaAway):
        default_storage.save("documents/x.txt", ContentFile(b"x"))
