"""The line of a request: whose it is and how it went, and nothing of who asked or what for."""

import json
import logging

import pytest
from django.test import RequestFactory

from cms.delivery.logs import JsonFormatter, failure, request_id
from tenants.context import tenant_scope

pytestmark = pytest.mark.django_db(databases=["default", "central"])
SECRETS = ("13800138000", "秘密词", "token-abc123", "10.9.8.7", "Zhangsan-Browser")


@pytest.fixture
def lines():
    """What is written while the test runs, as production would write it."""
    written, root = [], logging.getLogger()

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler, level = Keep(), root.level
    handler.setFormatter(JsonFormatter())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written]
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_request_is_one_line_with_its_tenant_and_its_name(visit, lines):
    answer = visit("ta").get("/column/")
    [line] = [line for line in lines() if line["logger"] == "gongkai.request"]
    assert (line["tenant"], line["status"], line["method"], line["level"]) == ("ta", 200, "GET", "info")
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["ms"] > 0


@pytest.mark.parametrize("name", ["abcdefgh", "A-1_" * 16, "4bf92f3577b34da6a3ce929d0e0e4736"])
def test_a_well_formed_name_from_the_proxy_is_kept(visit, name):
    assert visit("ta").get("/", headers={"x-request-id": name})["X-Request-ID"] == name


@pytest.mark.parametrize(
    "name", ["short", "a" * 65, "with space", "x\r\nSet-Cookie: a=b", "中文中文中文中文", ""]
)
def test_an_ill_formed_name_is_replaced(visit, name):
    given = visit("ta").get("/", headers={"x-request-id": name})["X-Request-ID"]
    assert given != name
    assert len(given) == 16


def test_nothing_of_the_visitor_is_written(visit, lines, monkeypatch):
    """Not what was searched for, not a path that may hold a token, not the address, not the browser."""
    from cms.delivery import portal

    client = visit("ta")
    client.raise_request_exception = False
    headers = {"user-agent": SECRETS[4], "referer": f"http://x/?{SECRETS[0]}"}
    for path in (f"/search?q={SECRETS[1]}", f"/join/{SECRETS[2]}/", f"/{SECRETS[0]}", "/admin/login/"):
        client.get(path, headers=headers, REMOTE_ADDR=SECRETS[3])
    client.post("/admin/login/", {"username": SECRETS[0], "password": SECRETS[2]}, headers=headers)

    def fail(*_):
        raise ValueError(SECRETS[0])

    monkeypatch.setattr(portal, "page", fail)
    assert client.get("/").status_code == 500
    text = json.dumps(lines(), ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in text] == []
    assert "ValueError" in text


def test_djangos_own_line_would_have_held_the_path(visit, lines):
    """The control: what the formatter leaves out is there to be left out."""
    record = logging.LogRecord("django.request", 30, "", 0, "%s: %s", ("Not Found", f"/{SECRETS[0]}"), None)
    assert SECRETS[0] in record.getMessage()
    record.request = RequestFactory().get("/")
    assert json.loads(JsonFormatter().format(record))["message"] == "Not Found"


def test_a_failure_tells_type_place_and_sqlstate_but_no_value(ta):
    from django.db import IntegrityError, connection, transaction

    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_content_type (id, app_label, model) VALUES (1, '秘密词', 'x')")
    told = failure(caught.value)
    assert told["cause"]["sqlstate"] == "23505"
    assert any("test_tracing.py" in frame for frame in told["at"])
    assert "秘密词" not in json.dumps(told, ensure_ascii=False)


def test_a_line_outside_any_request_has_no_name(tenant, lines):
    request_id.set("")
    with tenant_scope(tenant("tb")):
        logging.getLogger("tenants").info("hello")
    [line] = lines()
    assert (line["tenant"], "request_id" in line) == ("tb", False)
