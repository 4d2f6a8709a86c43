"""One request: where it may go, what it brings back, and that it ends. No packet leaves the loopback interface."""

import ipaddress
import socket
import time

import pytest
from django.test import override_settings

from plugins.webhooks.places import Forbidden, is_public, parse, plain
from plugins.webhooks.sending import Limits, send
from plugins.webhooks.states import Outcome
from tests.plugins.webhooks.receiver import HOST, PUBLIC, dies, drips, floods, hangs, status

URL = f"https://{HOST}/in?x=1"
SHORT, PATIENT = Limits(connect=1, read=0.3, total=0.8), Limits(connect=20, read=20, total=20)


def post(url=URL, limits=PATIENT):
    return send(url, body=b'{"a":1}', headers={"webhook-id": "msg_1"}, limits=limits)


def test_a_request_goes_to_the_checked_address_under_the_name_of_the_host(network, receiver):
    answer = post()
    assert (answer.outcome, answer.status, answer.address) == (Outcome.TAKEN, 204, PUBLIC)
    assert (network.looked_up, network.connected) == ([HOST], [(PUBLIC, 443)])
    headers, body = receiver.got[0]
    assert (headers["host"], headers["webhook-id"], body) == (HOST, "msg_1", b'{"a":1}')


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "0.0.0.0", "169.254.169.254", "100.64.0.1",
        "192.0.0.8", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "::ffff:192.88.99.1",
        "::10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:1::", "2001:db8::1", "64:ff9b:1::a00:1",
    ],
)  # fmt: skip
def test_nothing_is_sent_to_an_address_that_is_not_public(network, address):
    """Alone, and beside a public one: also what one name answers only the second time (rebinding)."""
    for answers in ([[address]], [[PUBLIC, address]]):
        network.names[HOST] = answers
        assert post().outcome == Outcome.FORBIDDEN
    network.names[HOST] = [[PUBLIC], [address]]
    assert post().outcome == Outcome.TAKEN
    assert network.connected == [(PUBLIC, 443)]
    assert post().outcome == Outcome.FORBIDDEN
    assert network.connected == [(PUBLIC, 443)]


@pytest.mark.parametrize("address", ["8.8.8.8", PUBLIC, "2400:3200::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(address):
    assert is_public(plain(address))


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest", "https://10.0.0.1/", f"https://{HOST}/other", "//[::1]/", ""]
)
def test_a_redirect_is_a_failure_and_not_followed(network, receiver, target):
    receiver.script = [status(307, location=target)]
    answer = post()
    assert (answer.outcome, answer.status) == (Outcome.REDIRECTED, 307)
    assert (len(receiver.got), network.connected) == (1, [(PUBLIC, 443)])


@pytest.mark.parametrize(
    ("does", "outcome"),
    [
        (hangs, Outcome.TIMEOUT),
        (drips, Outcome.TIMEOUT),
        (dies, Outcome.UNREACHABLE),
        (floods, Outcome.REFUSED),
    ],
)
def test_a_receiver_that_does_not_behave_costs_little_time_and_memory(network, receiver, does, outcome):
    receiver.script = [does]
    began = time.monotonic()
    answer = post(limits=SHORT)
    assert answer.outcome == outcome
    # Each of them goes on for ten seconds, or for ever.
    assert time.monotonic() - began < 8
    assert len(answer.detail) <= 300


@pytest.mark.parametrize(
    ("code", "headers", "outcome", "wish"),
    [
        (200, {}, Outcome.TAKEN, None),
        (410, {}, Outcome.GONE, None),
        (429, {"retry_after": "120"}, Outcome.BUSY, 120.0),
        (503, {"retry_after": "soon"}, Outcome.BUSY, None),
        (404, {}, Outcome.REFUSED, None),
        (500, {}, Outcome.REFUSED, None),
    ],
)
def test_an_answer_is_read_as_the_specification_says(network, receiver, code, headers, outcome, wish):
    receiver.script = [status(code, "wrong\r\n\x00thing", **headers)]
    answer = post()
    assert (answer.outcome, answer.retry_after) == (outcome, wish)
    assert answer.detail == ("" if code == 200 else "wrong   thing")


def test_a_certificate_must_be_for_the_name(network, monkeypatch):
    network.names["other.example"] = [[PUBLIC]]
    assert post("https://other.example/").outcome == Outcome.TLS
    monkeypatch.delenv("SSL_CERT_FILE")
    assert post().outcome == Outcome.TLS


def test_a_name_that_is_not_known_or_not_found_in_time_is_an_outcome(network, receiver, monkeypatch):
    assert post("https://nowhere.example/").outcome == Outcome.UNREACHABLE
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: receiver.release.wait(5))
    assert post(limits=Limits(connect=0.2, total=0.5)).outcome == Outcome.TIMEOUT


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/", "ftp://hooks.example/", "hooks.example", "https://", "https://a:b@hooks.example/",
        "https://hooks.example/#x", "https://hooks.example/a b", "https://hooks.example/\r\nhost: x", "https://例子.cn/",
        "https://hooks.example:99999/", "https://[::1", "https://hooks.example\\@10.0.0.1/", "https://x/" + "a" * 500,
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused_in_words(network, url):
    with pytest.raises(Forbidden, match=r"网址|https"):
        parse(url)
    assert post(url).outcome == Outcome.FORBIDDEN
    assert network.connected == []


def test_only_the_operator_lets_webhooks_into_an_intranet(network, receiver):
    network.names["inside.example"] = [["10.20.0.7"], ["::ffff:10.20.0.7"]]
    network.names["beside.example"] = [["10.21.0.7"]]
    with override_settings(WEBHOOK_NETWORKS=("10.20.0.0/16", "fd00::/8")):
        post("https://inside.example/")
        assert network.connected == [("10.20.0.7", 443)]
        assert post("http://inside.example:8080/").outcome != Outcome.FORBIDDEN
        assert network.connected[1:] == [("10.20.0.7", 8080)]
        assert post("https://beside.example/").outcome == Outcome.FORBIDDEN
        assert post(f"http://{HOST}/").outcome == Outcome.FORBIDDEN  # public, and so without https nothing
        assert is_public(ipaddress.ip_address("10.20.0.7")) is False
    assert post("https://inside.example/").outcome == Outcome.FORBIDDEN
    assert len(network.connected) == 2
