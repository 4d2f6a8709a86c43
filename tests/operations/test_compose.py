"""compose.yaml, read as Compose reads it: every word known, every reference there, nothing open that should not be."""

import re

import pytest
from compose_spec import PyOptions

from cms.settings.env import ROOT
from cms.settings.variables import VARIABLES

VARIABLE = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")
OURS = ("upgrade", "web", "worker")


def interpolated(text: str) -> str:
    """Variables put in, as Compose does before it reads the rest: the default, or a stand-in for a required one."""
    return VARIABLE.sub(lambda match: match[2] if ":-" in match[0] else "example.gov.cn", text)


def parsed(text: str):
    found = PyOptions(apply_merge=True).from_yaml(interpolated(text))
    found.validate()
    return found.to_dict()


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "compose.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def services(text) -> dict:
    return parsed(text)["services"]


def test_it_is_what_the_specification_allows(text):
    assert set(parsed(text)["services"]) == {"database", "upgrade", "web", "worker", "search", "proxy"}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("restart: unless-stopped", "restrat: unless-stopped"),
        ("  email_url:\n    file: ./secrets/email_url\n", ""),
        ("service_healthy", "service_happy"),
    ],
)
def test_a_slip_is_noticed(text, right, wrong):
    """The control."""
    assert right in text
    with pytest.raises(ValueError):
        parsed(text.replace(right, wrong))


def test_every_volume_is_declared(text):
    """Which the parser does not look at."""
    found = parsed(text)
    used = {
        mount["source"]
        for service in found["services"].values()
        for mount in map(_mount, service.get("volumes", []))
        if not mount["source"].startswith(".")
    }
    assert used == set(found["volumes"])


def _mount(volume) -> dict:
    """A mount in its long form, whichever the parser gives."""
    return volume if isinstance(volume, dict) else {"source": str(volume).split(":")[0]}


def test_every_variable_is_one_that_the_programme_reads(services):
    known = {name for variable in VARIABLES for name in (variable.name, *([variable.file] * variable.secret))}
    for name in OURS:
        assert set(services[name]["environment"]) <= known
        assert services[name]["environment"]["DJANGO_SETTINGS_MODULE"] == "cms.settings.prod"
        assert services[name]["environment"]["BASE_HOST"]


def test_only_the_proxy_is_open_to_the_outside(services):
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]
    assert "9464" not in str(services["proxy"]["ports"])


def test_postgresql_is_17_or_newer_and_every_image_names_its_version(services):
    images = {name: service["image"] for name, service in services.items()}
    assert int(images["database"].rpartition(":")[2].split(".")[0]) >= 17
    assert all(not image.endswith(":latest") and ":" in image for image in images.values())


def test_the_secrets_come_from_files(text, services):
    assert "PASSWORD:" not in text
    for name in OURS:
        environment = services[name]["environment"]
        assert {key for key in environment if "SECRET" in key or "URL" in key} == {
            "DATABASE_URL_FILE",
            "EMAIL_URL_FILE",
        }


def test_the_sites_start_only_on_tables_of_their_release(services):
    for name in ("web", "worker"):
        assert services[name]["depends_on"]["upgrade"]["condition"] == "service_completed_successfully"


def test_what_is_mounted_and_built_from_is_there(services):
    assert (ROOT / "cms/operations/nginx.conf").exists()
    assert (ROOT / services["web"]["build"]["dockerfile"]).exists()
