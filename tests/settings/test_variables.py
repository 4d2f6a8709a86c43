"""The environment: every problem at once, secrets never shown, and one table for code and handbook."""

import re
import subprocess
import sys

import pytest

from cms.settings import report, variables
from cms.settings.env import ROOT
from cms.settings.kinds import MAIL
from cms.settings.variables import VARIABLES, SettingsError, check, problems
from tests.tenants.clusters import environment

HANDBOOK = ROOT / "cms" / "operations" / "README.md"
READS = re.compile(r"os\.(?:environ(?:\.get\(|\[)|getenv\()\"(\w+)\"")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for variable in VARIABLES:
        monkeypatch.delenv(variable.name, raising=False)
        monkeypatch.delenv(variable.file, raising=False)


def test_nothing_is_needed_outside_production():
    assert problems(production=False) == []


def test_every_problem_is_told_at_once(monkeypatch):
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("PROXIES", "10.0.0.0/8,proxy")
    monkeypatch.setenv("S3_BUCKET", "media")
    with pytest.raises(SettingsError) as told:
        check(production=True)
    assert [re.match(r"(?:缺少 )?(\w+)", line)[1] for line in str(told.value).splitlines()] == [
        "PORT", "BASE_HOST", "PROXIES", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("PORT", "70000", "PORT=70000 不是端口，应当是 1 到 65535 之间的数字，例如 PORT=8000"),
        ("BASE_HOST", "https://a.cn", "BASE_HOST=https://a.cn 不是域名，应当是小写的域名，不带协议、端口和斜线，"
         "例如 BASE_HOST=gongkai.example.gov.cn"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL=loud 不是日志级别，应当是 DEBUG、INFO、WARNING、ERROR 之一，例如 LOG_LEVEL=INFO"),
        ("DATABASE_POOLER", "yes", "DATABASE_POOLER=yes 不是开关，应当是 1（是）或 0（否），例如 DATABASE_POOLER=0"),
    ],
)  # fmt: skip
def test_a_message_names_the_variable_its_value_and_what_is_expected(monkeypatch, name, text, said):
    monkeypatch.setenv(name, text)
    assert problems(production=False) == [said]


def test_a_secret_is_named_but_never_shown(monkeypatch, capsys):
    monkeypatch.setenv("EMAIL_URL", "ftp://me:hunter2@mail")
    monkeypatch.setenv("SECRET_KEY", "hunter3")
    with pytest.raises(SettingsError) as told:
        report.main([])
    shown = str(told.value) + capsys.readouterr().out
    assert "EMAIL_URL（值不显示）不是邮件服务器" in shown
    assert "hunter" not in shown


def test_a_secret_comes_from_a_file(monkeypatch, tmp_path):
    path = tmp_path / "key"
    path.write_text("from-a-file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(path))
    assert variables.SECRET_KEY.value() == "from-a-file"


def test_a_file_that_cannot_be_read_and_a_secret_given_twice(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "nothing"))
    monkeypatch.setenv("DATABASE_URL", "postgres://a@b/c")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "nothing"))
    first, second = problems(production=False)
    assert first.startswith(f"SECRET_KEY_FILE={tmp_path / 'nothing'} 读不到")
    assert second == "DATABASE_URL 和 DATABASE_URL_FILE 只能设置一个，请去掉一个"


def test_only_secrets_come_from_files(monkeypatch, tmp_path):
    monkeypatch.setenv("PORT_FILE", str(tmp_path))
    assert variables.PORT.value() == 8000


@pytest.mark.parametrize(
    ("url", "port", "ssl", "starttls"),
    [
        ("smtp://u%40x:p%3A@mail.gov.cn", 587, False, True),
        ("smtps://u%40x:p%3A@mail.gov.cn", 465, True, False),
        ("smtp://u%40x:p%3A@mail.gov.cn:25?tls=no", 25, False, False),
    ],
)
def test_a_mail_server_in_one_line(url, port, ssl, starttls):
    mail = MAIL.parse(url)
    assert (mail.host, mail.port, mail.ssl, mail.starttls) == ("mail.gov.cn", port, ssl, starttls)
    assert (mail.user, mail.password) == ("u@x", "p:")


def test_the_handbook_has_the_table_of_the_code():
    """`cms settings --markdown` prints it."""
    assert report.table() in HANDBOOK.read_text(encoding="utf-8")


def test_no_code_reads_a_variable_that_is_not_in_the_table():
    known = {variable.name for variable in VARIABLES}
    # What the programme sets itself, or another programme's words.
    others = {
        "TEST_DATA",
        "TEST_DATABASE_URL",
        "PROMETHEUS_MULTIPROC_DIR",
        "STRICT",
        "PYTHONPATH",
        "OPENPYXL_LXML",
    }
    found = {
        (name, path.name)
        for folder in ("cms", "tenants", "plugins")
        for path in (ROOT / folder).rglob("*.py")
        for name in READS.findall(path.read_text(encoding="utf-8"))
        if name not in known | others
    }
    assert found == set()


def production(data, code: str, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        cwd=ROOT,
        env=environment(data, DJANGO_SETTINGS_MODULE="cms.settings.prod", **more),
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_without_its_variables_names_them_all(tmp_path):
    command = [sys.executable, "-m", "cms", "serve"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(tmp_path / "data", DJANGO_SETTINGS_MODULE="cms.settings.prod", METRICS="here"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert [line.split("（")[0].split("=")[0] for line in done.stderr.splitlines()] == [
        "缺少 BASE_HOST",
        "METRICS",
    ]


def test_production_collects_static_files_hashed_and_compressed(tmp_path):
    url = "postgres://web@127.0.0.1:1/d"
    code = (
        "from django.core.management import call_command\n"
        "from django.templatetags.static import static\n"
        "call_command('collectstatic', interactive=False, verbosity=0)\n"
        "from django.contrib.staticfiles.storage import staticfiles_storage as s\n"
        "print(static('themes/base/site.css'), len(s.hashed_files))"
    )
    done = production(tmp_path / "data", code, BASE_HOST="a.cn", DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    address, count = done.stdout.split()
    name = re.fullmatch(r"/static/(themes/base/site\.[0-9a-f]{12}\.css)", address)[1]
    stored = tmp_path / "data" / "static" / name
    assert stored.with_name(stored.name + ".gz").stat().st_size < stored.stat().st_size
    assert int(count) >= 100


def test_production_has_cookies_of_one_host_and_https_only(tmp_path):
    code = (
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.DEBUG, s.DEFAULT_FROM_EMAIL, s.SESSION_COOKIE_DOMAIN)"
    )
    more = {
        "BASE_HOST": "a.cn",
        "DATABASE_URL": "postgres://web@127.0.0.1:1/d",
        "HSTS_SECONDS": "60",
        "DEBUG": "1",
    }
    done = production(tmp_path / "data", code, **more)
    assert done.stdout.split() == [
        "__Host-session", "__Host-csrf", "True", "True", "True", "60", "False", "gongkai@a.cn", "None",
    ]  # fmt: skip
