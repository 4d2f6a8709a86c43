"""`cms check` names the tenant, the object and what to do for whatever is not as in the template."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tenants.models import Template
from tenants.roles import configured, owner_rights
from tenants.upgrade import drift
from tests.tenants.upgrade.conftest import copy_of

DELETED = "UPDATE tenants_tenant SET state = 'deleted' WHERE slug LIKE 'u%'"


def test_sites_made_from_the_template_are_in_order(after):
    assert after("SELECT 1") == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("ALTER TABLE {}.column_articlepage DROP COLUMN doc_no", "列 column_articlepage.doc_no 缺少"),
        ("ALTER TABLE {}.column_articlepage ADD extra int", "列 column_articlepage.extra 是多出来的"),
        ("ALTER TABLE {}.column_articlepage ALTER doc_no TYPE text", "列 column_articlepage.doc_no 是 text"),
        ("ALTER TABLE {}.column_articlepage ALTER doc_no SET DEFAULT 'x'", "列 column_articlepage.doc_no 是"),
        ("DROP INDEX {}.column_page_address", "索引 wagtailcore_page.column_page_address 缺少"),
        ("ALTER TABLE {}.accounts_user DROP CONSTRAINT accounts_no_local_superuser", "accounts_no_local_superuser 缺少"),
        ("UPDATE {}.django_content_type SET id = 1000001 WHERE id = 1", "内容类型 accounts.user 是 1000001"),
        ("DELETE FROM {}.django_migrations WHERE app = 'column'", "迁移记录 column.0001_initial 缺少"),
        ("REVOKE UPDATE ON {}.column_articlepage FROM {app}", "没有使用 column_articlepage 的权限：请以管理员执行 GRANT"),
        ("REVOKE USAGE ON SEQUENCE {}.auth_group_id_seq FROM {app}", "没有使用 auth_group_id_seq 的权限"),
        ("GRANT USAGE ON SCHEMA {} TO {central}", "能看到这个站点：请执行 REVOKE"),
        ("DROP SCHEMA {} CASCADE", "不在或不完整：请从备份恢复"),
    ],
)  # fmt: skip
def test_one_change_in_one_site_is_named(after, change, said):
    assert next(line for line in after(change) if said in line).startswith("tb: ")


@pytest.fixture(scope="module")
def damaged(twelve, django_db_blocker):
    """A copy that every test of this file damages and puts right again."""
    with django_db_blocker.unblock(), copy_of(twelve):
        yield


@pytest.fixture
def after(damaged, django_db_blocker):
    """after(statement) → the problems when it was done, `{}` being the schema of tb; it is undone again."""

    def problems(change: str) -> list[str]:
        roles = configured()
        names = {"app": f'"{roles.app.name}"', "central": f'"{roles.central.name}"'}
        with owner_rights(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT schema_name FROM tenants_tenant WHERE slug = 'tb'")
            cursor.execute(change.format(f'"{cursor.fetchone()[0]}"', **names))
            found = drift.problems(cursor, Template.objects.get(), roles)
            transaction.set_rollback(True)
        return found

    with django_db_blocker.unblock():
        yield problems


def test_a_site_of_another_release_is_told_to_be_upgraded(after):
    (line,) = after("UPDATE tenants_tenant SET release = '' WHERE slug = 'u3'")
    assert line.startswith("u3: ")
    assert line.endswith("请运行 cms upgrade")


def test_what_is_asked_does_not_grow_with_the_sites(after):
    def asked(change: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert after(change) == []
        return len(queries)

    assert asked("SELECT 1") == asked(DELETED) < 20
