"""Attachments in parts, for readers of long documents and for whoever goes on with a download."""

import pytest
from django.core.files.base import ContentFile
from django.core.signals import request_finished
from wagtail.documents import get_document_model

from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central"])
WORDS = b"0123456789"


@pytest.fixture
def fetch(visit, ta):
    file = get_document_model().objects.create(title="附件", file=ContentFile(WORDS, "ten.txt"))
    sample.article("TS-02", "附件", "x", body=[sample.attached(file)])
    return lambda **headers: visit("ta").get(file.url, headers=headers)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("2-4", 2, 4), ("7-", 7, 9), ("-3", 7, 9), ("0-0", 0, 0), ("5-999", 5, 9), ("-999", 0, 9)],
)
def test_a_part_is_given(fetch, asked, first, last):
    answer = fetch(range=f"bytes={asked}")
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == WORDS[first : last + 1]
    assert answer["Content-Range"] == f"bytes {first}-{last}/10"
    assert answer["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["10-", "10-12", "-0", "5-4", f"{10**17}-"])
def test_a_part_that_is_not_there_is_refused_with_the_length(fetch, asked):
    answer = fetch(range=f"bytes={asked}")
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */10")


def test_a_refusal_does_not_end_the_request_before_its_answer_is_sent(fetch):
    over = []

    def told(**_sent):
        over.append(1)

    request_finished.connect(told)
    try:
        fetch(range="bytes=10-")
    finally:
        request_finished.disconnect(told)
    assert len(over) == 1


@pytest.mark.parametrize(
    "asked", ["bytes=1-2,4-5", "lines=1-2", "bytes=a-b", "bytes=" + "9" * 5000 + "-", "bytes"]
)
def test_what_is_no_range_gets_the_whole(fetch, asked):
    answer = fetch(range=asked)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, WORDS)


def test_a_download_goes_on_only_where_the_file_is_the_same(fetch):
    whole = fetch()
    assert whole["Accept-Ranges"] == "bytes"
    assert "Content-Encoding" not in whole
    assert fetch(range="bytes=5-", **{"if-range": whole["ETag"]}).status_code == 206
    assert fetch(range="bytes=5-", **{"if-range": '"another"'}).status_code == 200
    assert fetch(**{"if-none-match": whole["ETag"]}).status_code == 304


def test_head_says_how_long_it_is(visit, ta):
    file = get_document_model().objects.get()
    answer = visit("ta").head(file.url, headers={"range": "bytes=0-0"})
    assert (answer.status_code, answer["Content-Length"]) == (200, "1")
