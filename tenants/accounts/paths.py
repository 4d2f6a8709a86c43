"""Every way in, and every way that looks like one. A test tries each, and another finds those that are not here.

Whoever adds a view, a back-end or a middleware that signs somebody in adds a line, and a try to
tests/tenants/identity/test_paths.py.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SignInPath:
    """`views` are names of URL patterns, or a name space with its colon.

    `holds` is why the second factor cannot be got round here.
    """

    name: str
    says: str
    holds: str
    views: tuple[str, ...] = ()


ASKS = "进门厅，缺什么问什么"
PATHS = (
    SignInPath("password", "登录名和密码", ASKS, ("wagtailadmin_login",)),
    SignInPath("totp", "动态口令", "用过的口令不再有效；次数有限", ("door:factor",)),
    SignInPath("passkey", "通行密钥", "要求验证本人；一次一问；限本区域名", ("door:factor",)),
    SignInPath("recovery", "恢复码", "只能用一次；次数有限", ("door:factor",)),
    SignInPath("enrol", "登记第二因素", "已有第二因素的人打不开这一页", ("door:enrol",)),
    SignInPath("due", "密码到期更换", "排在第二因素之后", ("door:password",)),
    SignInPath("go", "继续登录", "只按所缺的往下走", ("door:go",)),
    SignInPath("invitation", "邀请链接", ASKS, ("door:invitation",)),
    SignInPath("reset", "重设密码链接", "不清除第二因素，照样要问", ("door:invitation",)),
    SignInPath("oidc", "统一身份认证", "没有配置就不算第二因素", ("door:oidc", "door:oidc_back")),
    SignInPath("handoff", "从别的单位来", "带来的只是在那里真通过了的", ("door:arrive", "elsewhere")),
    SignInPath("own_password", "更换自己的密码", "须已登录；新会话沿用原来的状态", ("security_password",)),
    SignInPath("own_factor", "登记自己的第二因素", "已有的须先通过；须输密码", ("security_factor",)),
    SignInPath("session", "已有的会话", "每次请求都看台账里的会话和今天的角色"),
    SignInPath("remember", "记住登录", "只让同一个会话活得久些"),
    SignInPath("device", "认得的浏览器", "只影响试错的计数"),
    SignInPath("copied", "把会话抄到另一个单位", "台账里的会话只属于一个单位"),
    SignInPath("force_login", "直接调用 Django 的 login()", "没有台账里的会话，不算登录"),
    SignInPath("backend", "调用 authenticate() 的任何视图", "后端不认任何密码"),
    SignInPath("frontend", "Wagtail 的前台登录页", "转到登录页", ("wagtailcore_login",)),
    SignInPath(
        "wagtail_reset",
        "Wagtail 的找回密码",
        "关闭，404",
        (
            "wagtailadmin_password_reset",
            "wagtailadmin_password_reset_done",
            "wagtailadmin_password_reset_confirm",
            "wagtailadmin_password_reset_complete",
        ),
    ),
    SignInPath("logout", "退出", "只会结束会话", ("wagtailadmin_logout",)),
    SignInPath("account", "Wagtail 的帐号页", "只剩外观", ("wagtailadmin_account",)),
    SignInPath("users", "Wagtail 的用户管理", "对所有人关闭；本地用户没有密码", ("wagtailusers_users:",)),
    SignInPath(
        "page_password",
        "受密码保护的页面和文件",
        "只打开那一页，不是登录",
        ("wagtailcore_authenticate_with_password", "wagtaildocs_authenticate_with_password"),
    ),
    SignInPath("api", "后台接口（会话）", "同一个会话，同一道检查", ("wagtailadmin_api:pages:listing",)),
    SignInPath("token", "Wagtail 的接口令牌", "没有挂上地址"),
    SignInPath("preview", "预览再走一遍中间件", "同一个会话，同一道检查"),
)
