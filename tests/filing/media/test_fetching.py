"""A look at a real server: what it finds, what it refuses, and where it stops."""

import socket
import time

import pytest

from cms.filing.media.models import ProbeOutcome
from cms.filing.media.probing import addresses, fetching
from cms.filing.media.probing.fetching import BYTES, look
from tests.filing.media.web import dripping, endless, onward, page, self_signed, serving


@pytest.fixture
def site():
    with serving({"/": page("<p>发布日期：2026年3月5日</p>")}) as web:
        yield web


@pytest.fixture
def allowed(site, settings):
    """The server of the test counts as public; nothing else of this machine does."""
    settings.PROBE_EXTRA_NETWORKS = ["127.0.0.1/32"]
    settings.PROBE_EXTRA_PORTS = [site.port]
    return site


def test_a_site_that_answers_is_read(allowed):
    found = look(allowed.url())
    assert (found.outcome, found.status, found.secure) == (ProbeOutcome.REACHED, 200, False)
    assert "2026年3月5日" in found.text
    assert found.final_url == allowed.url()


def test_without_the_exception_the_same_server_is_not_even_connected_to(site, settings):
    """The negative control of every test here: address and port are each enough to refuse."""
    settings.PROBE_EXTRA_PORTS = [site.port]
    assert look(site.url()).outcome == ProbeOutcome.REFUSED
    settings.PROBE_EXTRA_NETWORKS, settings.PROBE_EXTRA_PORTS = ["127.0.0.1/32"], []
    assert look(site.url()).outcome == ProbeOutcome.REFUSED
    assert site.asked == []


def test_a_look_carries_no_cookie_and_says_who_it_is(allowed):
    look(allowed.url())
    look(allowed.url())
    for _path, headers in allowed.asked:
        assert "Cookie" not in headers
        assert "Authorization" not in headers
        assert headers["User-Agent"].startswith("GongkaiProbe/")
        assert headers["Host"] == f"127.0.0.1:{allowed.port}"


def test_redirects_are_followed_and_the_end_is_told(allowed):
    allowed.pages |= {"/a": onward("/b"), "/b": onward(allowed.url("/"))}
    found = look(allowed.url("/a"))
    assert (found.outcome, found.final_url) == (ProbeOutcome.REACHED, allowed.url("/"))


def test_a_fourth_redirect_is_one_too_many(allowed):
    allowed.pages |= {f"/{n}": onward(f"/{n + 1}") for n in range(5)}
    found = look(allowed.url("/0"))
    assert found.outcome == ProbeOutcome.FAULTY
    assert [path for path, _headers in allowed.asked] == ["/0", "/1", "/2", "/3"]


@pytest.mark.parametrize(
    "where",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:{other}/",
        "http://[::ffff:10.0.0.1]/",
        "http://127.0.0.2:{port}/",
        "http://127.0.0.1:{other}/",
        "file:///etc/passwd",
        "http://user:pw@127.0.0.1:{port}/",
    ],
)
def test_a_redirect_to_the_inside_is_refused(allowed, where):
    with serving({"/": page("秘密")}) as secret:
        allowed.pages["/out"] = onward(where.format(port=allowed.port, other=secret.port))
        found = look(allowed.url("/out"))
        assert (found.outcome, found.text) == (ProbeOutcome.REFUSED, "")
        assert secret.asked == []


def test_a_name_that_changes_its_mind_is_asked_once(allowed, monkeypatch):
    """DNS rebinding: first a public address, then one inside. The connection goes to the one that was judged."""
    answers = [["1.2.4.8"], ["127.0.0.1"]]
    asked, connected = [], []

    def resolver(host, port, **kwargs):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[len(asked) - 1][0], port))]

    def connect(address, timeout=None):
        connected.append(address[0])
        raise OSError("no network here")

    monkeypatch.setattr(addresses.socket, "getaddrinfo", resolver)
    monkeypatch.setattr(fetching.socket, "create_connection", connect)
    assert look(f"http://rebind.example:{allowed.port}/").outcome == ProbeOutcome.UNREACHABLE
    assert (asked, connected) == (["rebind.example"], ["1.2.4.8"])


def test_a_name_that_resolves_to_the_inside_is_refused(site, settings):
    """`localhost` is such a name everywhere."""
    settings.PROBE_EXTRA_PORTS = [site.port]
    assert look(site.url(host="localhost")).outcome == ProbeOutcome.REFUSED
    assert site.asked == []


def test_a_page_without_an_end_is_cut(allowed):
    allowed.pages["/endless"] = endless
    found = look(allowed.url("/endless"))
    assert found.outcome == ProbeOutcome.REACHED
    assert 0 < len(found.text) <= BYTES


def test_a_server_that_drips_is_cut_at_the_deadline(allowed):
    allowed.pages["/drip"] = dripping
    began = time.monotonic()
    found = look(allowed.url("/drip"), seconds=0.5)
    assert found.outcome == ProbeOutcome.UNREACHABLE
    assert "时限" in found.detail
    assert time.monotonic() - began < 10


def test_a_server_that_never_says_a_word_is_cut_too(allowed, settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.PROBE_EXTRA_PORTS = [silent.getsockname()[1]]
        found = look(f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.5)
    assert found.outcome == ProbeOutcome.UNREACHABLE


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, "REACHED"), (404, "FAULTY"), (500, "FAULTY"), (204, "REACHED")]
)
def test_what_a_server_answers_decides_the_outcome(allowed, status, outcome):
    allowed.pages["/s"] = page("", status=status)
    found = look(allowed.url("/s"))
    assert (found.outcome, found.status) == (outcome, status)


def test_nobody_listening_is_a_fact_and_no_error(allowed, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.PROBE_EXTRA_PORTS = [port]
    found = look(f"http://127.0.0.1:{port}/")
    assert (found.outcome, found.detail) == (ProbeOutcome.UNREACHABLE, "服务器没有开放")


def test_nonsense_instead_of_http_is_a_fact_and_no_error(allowed, settings):
    import threading

    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.PROBE_EXTRA_PORTS = [server.getsockname()[1]]

        def answer():
            line, _peer = server.accept()
            with line:
                line.recv(1000)
                line.sendall(b"\x00\xff not http at all\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        found = look(f"http://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()
    assert found.outcome == ProbeOutcome.UNREACHABLE


def test_a_picture_is_reached_but_not_read(allowed):
    allowed.pages["/p"] = page("2026-01-01", kind="image/png")
    found = look(allowed.url("/p"))
    assert (found.outcome, found.text) == (ProbeOutcome.REACHED, "")


@pytest.mark.parametrize("kind", ["text/html; charset=gb2312", "text/html"])
def test_a_page_in_the_older_encoding_is_read(allowed, kind):
    allowed.pages["/gb"] = page('<meta charset="gbk"><p>二〇二六年三月五日</p>', kind=kind, code="gb18030")
    assert "二〇二六年三月五日" in look(allowed.url("/gb")).text


def test_a_certificate_that_nobody_vouches_for_is_told_apart(tmp_path, settings, monkeypatch):
    certificate = self_signed(tmp_path / "own.pem", "127.0.0.1", "localhost")
    settings.PROBE_EXTRA_NETWORKS = ["127.0.0.1/32", "::1/128"]
    with serving({"/": page("好")}, certificate=certificate) as web:
        settings.PROBE_EXTRA_PORTS = [web.port]
        found = look(web.url(host="localhost"))
        assert (found.outcome, found.text) == (ProbeOutcome.INSECURE, "")
        # The control: with somebody to vouch for it, and the right name, the same server is read.
        monkeypatch.setattr(fetching, "AUTHORITIES", str(certificate))
        found = look(web.url(host="localhost"))
        assert (found.outcome, found.secure, found.text) == (ProbeOutcome.REACHED, True, "好")
        # Connecting to the address does not let another name's certificate pass.
        monkeypatch.setattr(
            addresses.socket,
            "getaddrinfo",
            lambda host, port, *a, **k: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))],
        )
        assert look(web.url(host="another.example")).outcome == ProbeOutcome.INSECURE


def test_a_proxy_of_the_environment_is_not_asked(allowed, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert look(allowed.url()).outcome == ProbeOutcome.REACHED
