"""Where a look may go: the open internet on the ports of the web; every way of writing an inside address is refused."""

import ipaddress
import socket

import pytest

from cms.filing.media.probing import addresses
from cms.filing.media.probing.addresses import AddressRefused, is_public, judged, resolve, target_of

INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "168.63.129.16",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.5",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
OUTSIDE = [
    "1.2.4.8",
    "114.114.114.114",
    "100.63.255.255",
    "100.128.0.1",
    "2400:3200::1",
    "::ffff:1.2.4.8",
    "64:ff9b::102:408",
]


@pytest.mark.parametrize("text", INSIDE)
def test_an_address_that_leads_inside_is_not_public(text):
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", OUTSIDE)
def test_an_address_of_the_open_internet_is(text):
    """The control: the rule does not simply refuse everything."""
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "//example.org/",
        "http://",
        "http:///path",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org:22/",
        "http://example.org:5432/",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://exa mple.org/",
        "http://example.org/\r\nHost: inside",
        "http://[::1/",
    ],
)
def test_a_url_that_is_not_of_the_web_is_refused(url):
    with pytest.raises(AddressRefused):
        target_of(url)


def test_a_url_of_the_web_is_taken_apart():
    found = target_of("https://www.example.org/party/?page=2#top")
    assert (found.scheme, found.host, found.port, found.path) == (
        "https",
        "www.example.org",
        443,
        "/party/?page=2",
    )
    assert target_of("http://example.org").path == "/"


def test_one_inside_address_among_public_ones_spoils_the_name():
    assert len(judged(["1.2.4.8", "114.114.114.114", "1.2.4.8"])) == 2
    with pytest.raises(AddressRefused):
        judged(["1.2.4.8", "10.0.0.1"])
    with pytest.raises(AddressRefused):
        judged([])


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1"])
def test_what_the_resolver_makes_of_a_name_is_judged_and_not_the_name(host):
    """Every spelling of 127.0.0.1 that the system understands; those it does not are no address at all."""
    with pytest.raises((AddressRefused, OSError)):
        resolve(host, 80, seconds=5)


def test_a_resolver_that_does_not_answer_is_left_behind(monkeypatch):
    import threading

    forever = threading.Event()
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *a, **k: forever.wait(5) and [])
    with pytest.raises(TimeoutError):
        resolve("slow.example", 80, seconds=0.05)
    forever.set()


def test_a_name_without_an_address_says_so():
    with pytest.raises(socket.gaierror):
        resolve("no-such-name.invalid", 80, seconds=20)
