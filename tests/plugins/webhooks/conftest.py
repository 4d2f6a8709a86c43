"""A receiver over TLS and the network before it, for every test here."""

import socket
import threading

import pytest

from tests.plugins.webhooks.receiver import HOST, PUBLIC, Network, Receiver, authority, lead


@pytest.fixture(scope="package")
def certificate(tmp_path_factory):
    return authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def receiver(certificate):
    server = Receiver(certificate[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.release.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def network(receiver, certificate, monkeypatch):
    """HOST is a public address; whoever connects to it, or anywhere, comes to the receiver."""
    made = Network(receiver.server_port, {HOST: [[PUBLIC]]})
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    monkeypatch.setattr(socket, "getaddrinfo", made.getaddrinfo)
    monkeypatch.setattr(socket.socket, "connect", lead(made, socket.socket.connect), raising=False)
    return made
