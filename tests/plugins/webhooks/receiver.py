"""A receiver on the loopback interface, and the network in front of it: no packet of a test goes any further.

Names are looked up in a table, and a connection to whatever address is written down and led to the receiver. What it
was meant for is what a test asks about.
"""

from __future__ import annotations

import datetime as dt
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PUBLIC = "93.184.216.34"
HOST = "hooks.example"


@dataclass
class Network:
    """What the process sees of the world. `names`: host → addresses of one look-up after the other."""

    port: int
    names: dict[str, list[list[str]]]
    looked_up: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)

    def getaddrinfo(self, host, port, *args, **kwargs):
        self.looked_up.append(host)
        answers = self.names.get(host)
        if answers is None:
            raise socket.gaierror("unknown name")
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in found
        ]


class Receiver(http.server.ThreadingHTTPServer):
    """Answers what `script` says, one step for each request, the last one ever after; keeps what came."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: list[Callable[[Handler], None]] = [status(204)]
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.release = threading.Event()
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request, client_address) -> None:
        pass  # what it does wrong is the point


class Handler(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        step = self.server.script.pop(0) if len(self.server.script) > 1 else self.server.script[0]
        step(self)

    def log_message(self, *args) -> None:
        pass


def status(code: int, body: str = "", **headers: str) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", str(len(body.encode())))
        handler.end_headers()
        handler.wfile.write(body.encode())

    return answer


def hangs(handler: Handler) -> None:
    handler.server.release.wait(10)


def drips(handler: Handler) -> None:
    """A header that never ends, a byte at a time."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nx: ")
    for _n in range(200):
        if handler.server.release.wait(0.05):
            return
        handler.wfile.write(b"a")


def dies(handler: Handler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def floods(handler: Handler) -> None:
    handler.send_response(500)
    handler.end_headers()
    for _n in range(500):
        handler.wfile.write(b"x" * 100_000)


def authority(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for HOST that signs itself, to be trusted by whoever is given its file; and the server's side."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    cert = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, both = folder / "cert.pem", folder / "both.pem"
    public.write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(private + public.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return public, context


def lead(network: Network, connect: Callable) -> Callable:
    """`socket.connect` that writes down where to, and goes to the receiver: as IPv4, whatever was asked for."""

    def connect_to(sock: socket.socket, address) -> None:
        network.connected.append((address[0], address[1]))
        if sock.family == socket.AF_INET6:
            raise OSError("no IPv6 here")
        connect(sock, ("127.0.0.1", network.port))

    return connect_to


def soon(true: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()
