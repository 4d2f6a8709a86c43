"""Attachments in parts (RFC 9110, 14): a reader of a long PDF, or who goes on with a download, need not fetch it again."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
BLOCK = 64 << 10


def in_parts(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of files that also answers one range of bytes. Several at once get the whole, as the standard allows."""

    @functools.wraps(view)
    def serving(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *args, **named)
        if response.status_code != 200 or not isinstance(response, FileResponse):
            return response
        if response.headers.get("Content-Encoding") == "None":  # Wagtail writes out that there is none
            del response["Content-Encoding"]
        response["Accept-Ranges"] = "bytes"
        response["Access-Control-Allow-Origin"] = "*"
        return _asked_part(request, response)

    return serving


def _asked_part(request: HttpRequest, response: FileResponse) -> HttpResponseBase:
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    held = request.headers.get("If-Range", response.headers.get("ETag"))
    if request.method != "GET" or not asked or held != response.headers.get("ETag"):
        return response
    size = int(response["Content-Length"])
    first, last = _bounds(*asked.groups(), size)
    if first > last:
        # The file and not the answer: to close that is to say that the request is over.
        response.file_to_stream.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file = response.file_to_stream
    file.seek(first)
    response.streaming_content = _bytes(file, last - first + 1)
    response.status_code = 206
    response["Content-Length"] = str(last - first + 1)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte of a range; the first behind the last where the file has nothing of it."""
    if first:
        return int(first), min(int(last or size), size - 1) if int(first) < size else -1
    return (max(size - int(last), 0), size - 1) if last and int(last) else (size, -1)


def _bytes(file: IO[bytes], length: int) -> Iterator[bytes]:
    while length and (block := file.read(min(BLOCK, length))):
        length -= len(block)
        yield block
