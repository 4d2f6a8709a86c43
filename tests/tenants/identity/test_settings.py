"""What production asks of people cannot be switched off there, and the demonstration says what it leaves out."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.test import Client

from cms.settings.env import ROOT
from tenants.identity.factors import is_required
from tenants.identity.roles import NEED_SECOND_FACTOR, MemberRole

SHOWN = (
    "import importlib, json; s = importlib.import_module('cms.settings.{name}');"
    "print(json.dumps([s.DEMONSTRATION, sorted(map(str, s.SECOND_FACTOR_ROLES)), s.PASSWORD_PROFILE, s.OIDC]))"
)


def shown(name: str, tmp_path, **variables: str) -> str:
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    answer = subprocess.run(
        [sys.executable, "-c", SHOWN.format(name=name)],
        env=kept | {"DATA": str(tmp_path), "BASE_HOST": "gongkai.example.cn"} | variables,
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return answer.stdout.strip() or answer.stderr.strip()


ASKED = '["LINE_LEAD", "OFFICE_CLERK", "OFFICE_LEADER", "PLATFORM_OPS"]'


@pytest.mark.parametrize("variables", [{}, {"DEMONSTRATION": "1", "SECOND_FACTOR_ROLES": "", "DEBUG": "1"}])
def test_production_asks_for_the_second_factor_whatever_the_environment_says(tmp_path, variables):
    assert shown("prod", tmp_path, **variables) == f'[false, {ASKED}, "asvs", null]'


def test_the_demonstration_leaves_it_out_by_a_setting_of_its_own(tmp_path):
    assert shown("dev", tmp_path) == '[true, [], "asvs", null]'


def test_production_reads_profile_and_provider_from_the_environment(tmp_path):
    told = shown(
        "prod", tmp_path, PASSWORD_PROFILE="dengbao", OIDC_ISSUER="https://idp.example", OIDC_CLIENT_ID="g",
        OIDC_CLIENT_SECRET="geheim", OIDC_SECOND_FACTOR="mfa otp",
    )  # fmt: skip
    assert '"dengbao"' in told
    assert '"second_factor": ["mfa", "otp"]' in told
    assert "OIDC_CLIENT_SECRET" in shown(
        "prod", tmp_path, OIDC_ISSUER="https://idp.example", OIDC_CLIENT_ID="g"
    )
    assert "PASSWORD_PROFILE=easy" in shown("prod", tmp_path, PASSWORD_PROFILE="easy")


def test_production_can_ask_more_people(tmp_path):
    assert '"ADMINISTRATOR"' in shown("prod", tmp_path, SECOND_FACTOR_ALSO="ADMINISTRATOR LEADER")


def ids() -> set[str]:
    return {message.id for message in run_checks() if str(message.id).startswith("tenants.")}


def test_the_checks_are_content_as_it_is():
    assert ids() == set()


@pytest.mark.parametrize(
    ("setting", "value", "found"),
    [
        ("AUTHENTICATION_BACKENDS", ["django.contrib.auth.backends.ModelBackend"], "tenants.E005"),
        ("MIDDLEWARE", [], "tenants.E006"),
        ("PASSWORD_PROFILE", "easy", "tenants.E007"),
        ("SECOND_FACTOR_ROLES", ["OFFICE_LEADER"], "tenants.E008"),
        ("SECOND_FACTOR_ROLES", [*NEED_SECOND_FACTOR, "BOSS"], "tenants.E009"),
    ],
)
def test_the_checks_find_a_way_past_the_door(settings, setting, value, found):
    setattr(settings, setting, value)
    assert found in ids()


def test_leaving_it_out_is_an_error_unless_it_is_the_demonstration(settings):
    settings.SECOND_FACTOR_ROLES = []
    assert "tenants.E008" in ids()
    settings.DEMONSTRATION = True
    assert ids() == set()


def test_an_installation_may_ask_more_people(settings):
    assert not is_required(["ADMINISTRATOR"])
    settings.SECOND_FACTOR_ROLES = [*NEED_SECOND_FACTOR, MemberRole.ADMINISTRATOR]
    assert is_required(["EDITOR", "ADMINISTRATOR"])
    assert ids() == set()


@pytest.mark.django_db(databases=["default", "central"])
@pytest.mark.parametrize("is_on", [True, False])
def test_the_login_page_says_that_it_is_the_demonstration(settings, is_on):
    settings.DEMONSTRATION = is_on
    page = Client(headers={"host": "ta.test"}).get("/admin/login/").content.decode()
    assert ("演示环境" in page) is is_on
