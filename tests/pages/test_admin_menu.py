"""What each role finds in the menu, that all of it opens, and that what is not there stays shut by address too."""

import pytest

from cms.pages.admin import gate
from tenants.identity.roles import MemberRole as Role
from tests.people import browser, menu_of
from tests.tenants.admin_urls import patterns
from tests.tenants.test_isolation_http import filled

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])

# The menu gathers screens below headings (cms.pages.admin.menu); here they stand in the order in which one reads them.
OWN = ["帐号", "登录与安全"]
REGISTER = """
    各条线情况 单位 条线 指导关系 目录登记簿 报备情况 网络媒体备案 单位登记核对 全区公开内容 全区撤回与移除 应公开义务 工作日历
"""
MENUS = {
    ("central", Role.ADMINISTRATOR): """
        今天要做什么 公开目录 公开专栏 我提出的 上级审核 应公开事项 公开凭证 撤回与移除 程序记录
        公开记录 目录报备 媒体备案 登记核对 图片 文件 人员 登录记录 公开联系方式 外观 插件 未完成的任务 审批进度 审批任务
        操作记录
    """,
    ("central", Role.LEADER): """
        今天要做什么 公开目录 公开专栏 待我办理 上级审核 委托审批 应公开事项 公开凭证 撤回与移除
        程序记录 公开记录 目录报备 网络媒体备案 单位登记核对 审批进度 审批任务 操作记录
    """,
    ("central", Role.OFFICE_CLERK): """
        今天要做什么 公开目录 公开专栏 我提出的 上级审核 待审内容 应公开事项 公开凭证 程序记录 公开记录
        目录报备 待办目录 媒体备案 登记核对 目录登记簿 报备情况 网络媒体备案 单位登记核对 图片 文件
        各条线情况 单位 条线 指导关系 公开依据 依据版本 检索同义词 全区公开内容 全区撤回与移除 紧急移除
        全区公开凭证 应公开义务 工作日历 审批路线 兼任例外 任职名册 登录记录 公开联系方式 插件 未完成的任务 审批进度
        审批任务
    """,
    ("central", Role.OFFICE_LEADER): """
        今天要做什么 公开目录 公开专栏 待我办理 上级审核 待审内容 委托审批 应公开事项 公开凭证
        撤回与移除 程序记录 公开记录 目录报备 待办目录 目录登记簿 报备情况 网络媒体备案 单位登记核对
        各条线情况 单位 条线 指导关系 网站标识和使用条款 公开依据 依据版本 检索同义词 全区公开内容 全区撤回与移除 紧急移除
        全区公开凭证 应公开义务 工作日历 审批路线 兼任例外 任职名册 登录记录 插件 未完成的任务 审批进度
        审批任务 操作记录
    """,
    ("ta", Role.ADMINISTRATOR): """
        今天要做什么 公开目录 公开专栏 我提出的 上级审核 待审内容 应公开事项 公开凭证 撤回与移除
        程序记录 公开记录 目录报备 待办目录 媒体备案 登记核对 报备情况 图片 文件 我指导的单位 人员
        登录记录 公开联系方式 外观 插件 未完成的任务 审批进度 审批任务 操作记录
    """,
    ("ta", Role.EDITOR): """
        今天要做什么 公开目录 公开专栏 我提出的 上级审核 应公开事项 公开凭证 目录报备 媒体备案 登记核对
        图片 文件 我指导的单位 公开联系方式 审批进度 审批任务
    """,
    ("ta", Role.LEADER): """
        今天要做什么 公开目录 公开专栏 待我办理 上级审核 待审内容 委托审批 应公开事项 公开凭证
        撤回与移除 程序记录 公开记录 目录报备 待办目录 媒体备案 登记核对 报备情况 我指导的单位 审批进度
        审批任务 操作记录
    """,
    ("ta", Role.PLATFORM_OPS): """
        今天要做什么 公开专栏 应公开事项 目录报备 上级审核 插件 未完成的任务 操作记录
    """,
    ("ta", Role.REVIEWER): """
        今天要做什么 公开目录 公开专栏 待我办理 上级审核 应公开事项 目录报备 撤回与移除 审批进度
        审批任务
    """,
    ("tb", Role.LEADER): """
        今天要做什么 公开目录 公开专栏 待我办理 上级审核 委托审批 应公开事项 公开凭证 撤回与移除
        程序记录 公开记录 目录报备 媒体备案 登记核对 审批进度 审批任务 操作记录
    """,
    ("central", Role.LINE_LEAD): f"今天要做什么 {REGISTER}",
    ("central", Role.VIEWER): f"今天要做什么 {REGISTER}",
}
ROLES = sorted(MENUS)
# Wagtail's own screens that nobody opens: structure and rights come from the registers, not from here.
SHUT = {
    "wagtailadmin_collections",
    "wagtailadmin_error_test",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_workflows",
    "wagtailembeds",
    "wagtailredirects",
    "wagtailsites",
    "wagtailsnippets",
    "wagtailusers_groups",
    "wagtailusers_users",
}
SHUT_REPORTS = {"locked_pages", "aging_pages", "page_types_usage"}


@pytest.mark.parametrize(("slug", "role"), ROLES)
def test_the_menu_of_a_role_is_what_it_needs_and_all_of_it_opens(slug, role):
    client = browser(slug, role)
    items = menu_of(client.get("/admin/").content.decode())
    assert [item["label"] for item in items if item["label"] not in OWN] == MENUS[slug, role].split()
    answers = {
        item["url"]: client.get(item["url"], follow=item["url"] == "/admin/pages/").status_code
        for item in items
    }
    assert set(answers.values()) == {200}


def screens():
    """(name, address) of every screen of Wagtail's admin, parameters filled in."""
    for pattern, route in patterns():
        address = filled(route, 3)
        if route.startswith("admin/") and address and "logout" not in address:
            yield pattern.lookup_str, address


def name_of(address: str) -> str:
    from django.urls import resolve

    return resolve(address).view_name


@pytest.mark.parametrize(("slug", "role"), ROLES)
def test_what_the_gate_shuts_is_refused_by_address(slug, role):
    client = browser(slug, role)
    user = client.get("/admin/").context["user"]
    shut = [path for _view, path in screens() if not gate.opens(user, name_of(path))]
    answers = {client.get(path).status_code for path in shut}
    assert answers == {302}
    assert len(shut) > 70


def test_without_the_gate_an_editor_opens_screens_that_the_menu_hides(monkeypatch):
    """The control: Wagtail itself lets anybody who works on pages read these."""
    client = browser("ta", Role.EDITOR)
    hidden = (
        "/admin/reports/aging-pages/",
        "/admin/reports/page-types-usage/",
        "/admin/reports/site-history/",
    )
    assert [client.get(path).status_code for path in hidden] == [302, 302, 302]
    monkeypatch.setattr(gate, "opens", lambda user, name: True)
    assert [client.get(path).status_code for path in hidden] == [200, 200, 200]


def test_somebody_decided_about_every_screen_of_wagtail():
    """A new version of Wagtail may bring one: it is shut, and this says that it is there."""
    names = {name_of(path) for _view, path in screens()}
    undecided = {name for name in names if name.startswith("wagtail") and not decided(name)}
    assert undecided == set()


def decided(name: str) -> bool:
    space, _colon, view = name.partition(":")
    in_reports = space == "wagtailadmin_reports" and view.removesuffix("_results") in SHUT_REPORTS
    known = any(name == known or (known.endswith(":") and name.startswith(known)) for known in gate.SCREENS)
    return known or space in SHUT or in_reports


@pytest.mark.parametrize(
    "path", ["/admin/sites/", "/admin/sites/edit/1/", "/admin/sites/new/", "/admin/users/", "/admin/groups/"]
)
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PLATFORM_OPS])
def test_nobody_edits_sites_users_or_groups(path, role):
    assert browser("ta", role).get(path).status_code == 302


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PLATFORM_OPS])
def test_the_host_name_of_a_site_cannot_be_changed_by_post(role, ta):
    from wagtail.models import Site

    site = Site.objects.get()
    values = {"hostname": "tb.test", "port": "80", "site_name": "x", "root_page": str(site.root_page_id)}
    assert browser("ta", role).post(f"/admin/sites/edit/{site.pk}/", values).status_code == 302
    assert Site.objects.get().hostname == site.hostname


def test_a_stranger_is_asked_to_log_in():
    assert (
        browser("ta", None).get("/admin/reports/aging-pages/").headers["Location"].startswith("/admin/login/")
    )


def test_no_page_of_the_admin_asks_another_host(enter):
    page = enter("ta").get("/admin/").content.decode()
    assert "gravatar" not in page
    assert "wagtail.org" not in page
    assert "//" not in page.replace("http://ta.test", "").split("<body")[0].replace("https://www.w3.org", "")
