"""A link to a draft has a quota of its own, whoever uses it."""

import pytest

from cms.delivery.drafts import links
from tenants.accounts.models import User
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])


@pytest.fixture
def draft(ta):
    """draft(title) → (token of a link to it, address at which the link gives its file)."""
    user = User.objects.exclude(username__startswith="test-").get()

    def made(title):
        file = sample.document("a")
        body = [sample.attached(file)]
        token = links.link(sample.article("TS-02", title, "x", body=body, publish=False), user=user)
        return token, f"{file.url}?draft={token}"

    return made


def test_a_link_to_a_draft_is_used_up_by_whoever_has_it(limits, visit, draft, ta):
    limits(visitor=(9, 60), token=(2, 60))
    token, file = draft("草稿")
    shown, clients = f"/api/v1/drafts/{token}", [visit("ta") for _number in range(3)]
    for number, client in enumerate(clients):
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
    first, second, refused = clients[0].get(shown), clients[1].get(file), clients[2].get(shown)
    assert [one.status_code for one in (first, second, refused)] == [200, 200, 429]
    assert first["RateLimit-Policy"] == '"token";q=2;w=60, "visitor";q=9;w=60'
    assert first["RateLimit"].startswith('"token";r=1;')
    assert (refused["RateLimit-Policy"], refused.json()["status"]) == ('"token";q=2;w=60', 429)
    # Whoever was refused has lost nothing of what else may be asked, and another link is another one's.
    plain = clients[2].get("/api/v1/site")
    assert (plain.status_code, plain["RateLimit"].partition(";t")[0]) == (200, '"visitor";r=8')
    assert clients[2].get(f"/api/v1/drafts/{draft('另一份草稿')[0]}").status_code == 200


def test_no_token_is_written_down(limits, visit, draft, tmp_path):
    limits(token=(9, 60))
    token, _file = draft("草稿")
    assert visit("ta").get(f"/api/v1/drafts/{token}")["RateLimit"].startswith('"token";r=8;')
    assert token[:20].encode() not in (tmp_path / "limits").read_bytes()
