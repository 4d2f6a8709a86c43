"""A server of ours over a small application whose answers show what the server does. Run as `python -m` with a port.

The application knows no database and no tenant: what is shown here is the server's own.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from hashlib import sha256

from cms.delivery import server
from cms.delivery.logs import JsonFormatter
from cms.delivery.ports import listen

SECRET = "what a visitor asked for"


def told(environ) -> list[bytes]:
    return [json.dumps({name: said for name, said in environ.items() if isinstance(said, str)}).encode()]


def uploaded(environ) -> list[bytes]:
    digest, left = sha256(), int(environ["CONTENT_LENGTH"])
    while left and (part := environ["wsgi.input"].read(min(left, 1 << 16))):
        digest.update(part)
        left -= len(part)
    return [digest.hexdigest().encode()]


def broken():
    yield b"the beginning"
    raise ValueError(SECRET)


def failed(environ):
    raise ValueError(SECRET)


def slow(environ) -> list[bytes]:
    time.sleep(2)
    return [b"slow"]


def fat(environ) -> list[bytes]:
    kept.append(bytearray(os.urandom(1 << 20) * 200))
    return [b"fat"]


kept: list[bytearray] = []
PATHS = {
    "/": lambda environ: [str(os.getpid()).encode()],
    "/told": told,
    "/uploaded": uploaded,
    "/broken": lambda environ: broken(),
    "/failed": failed,
    "/slow": slow,
    "/fat": fat,
    "/large": lambda environ: (bytes(1 << 16) for _ in range(400)),
}


def application(environ, start_response):
    if environ["PATH_INFO"] not in PATHS:
        start_response("404 Not Found", [])
        return []
    body = PATHS[environ["PATH_INFO"]](environ)
    length = [("Content-Length", str(len(body[0])))] if isinstance(body, list) else []
    start_response("200 OK", [("Content-Type", "text/plain"), *length])
    return body


if __name__ == "__main__":
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[handler])
    server.MEMORY = 150 << 20
    port, *metrics = map(int, sys.argv[1].split(","))
    stillborn = "stillborn" in sys.argv
    server.Server(
        listen("127.0.0.1", port, count=2),
        metrics=listen("127.0.0.1", *metrics)[0] if metrics else None,
        stop_on_hangup="terminal" in sys.argv,
        accepting=(lambda: os._exit(1)) if stillborn else lambda: os.write(1, b"ready\n"),
        load=lambda: application,
    ).run()
