"""A server that speaks just enough of PostgreSQL's protocol to say how old it is."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

ENCRYPTION_REQUESTS = (80877103, 80877104)


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def _status(name: str, value: str) -> bytes:
    return _message(b"S", f"{name}\0{value}\0".encode())


def _greet(client: socket.socket, version: str) -> None:
    """Refuse encryption, let everyone in, tell the version, and hear them out."""
    while True:
        (length,) = struct.unpack("!i", client.recv(4, socket.MSG_WAITALL))
        (code,) = struct.unpack("!i", client.recv(length - 4, socket.MSG_WAITALL)[:4])
        if code not in ENCRYPTION_REQUESTS:
            break
        client.sendall(b"N")
    welcome = _message(b"R", struct.pack("!i", 0)) + _status("server_version", version)
    client.sendall(welcome + _status("server_encoding", "UTF8") + _message(b"Z", b"I"))
    while client.recv(4096):
        pass


@contextlib.contextmanager
def server(version: str) -> Iterator[int]:
    """The port of a server of that version, for the length of the block."""

    def serve() -> None:
        while True:
            try:
                client, _address = listening.accept()
            except OSError:
                return
            with client, contextlib.suppress(OSError, struct.error):
                _greet(client, version)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
