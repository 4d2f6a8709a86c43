"""Every variable of the environment that the programme reads: one table for code, command and handbook."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from cms.settings import kinds
from cms.settings.kinds import Kind

Value = TypeVar("Value")
PRODUCTION = "cms.settings.prod"


class SettingsError(RuntimeError):
    """Variables are missing or cannot be read. The message names every one, a line each, and what is expected."""

    for_people = True


@dataclass(frozen=True)
class Variable(Generic[Value]):
    """A variable: what it means, what is expected. A secret one is never shown, and may come from a file.

    `default` is a text that `kind` reads, or None for a variable that may be left unset.
    """

    name: str
    kind: Kind[Value]
    meaning: str
    example: str
    default: str | None = None
    secret: bool = False
    required: bool = False
    """In production; elsewhere nothing is required."""

    @property
    def file(self) -> str:
        return f"{self.name}_FILE"

    def is_set(self) -> bool:
        return bool(os.environ.get(self.name) or (self.secret and os.environ.get(self.file)))

    def text(self) -> str | None:
        """What the environment, or the file it names, says; else the default. Raises SettingsError."""
        given = os.environ.get(self.name)
        path = os.environ.get(self.file) if self.secret else None
        if given and path:
            raise SettingsError(f"{self.name} 和 {self.file} 只能设置一个，请去掉一个")
        return self._of_file(path) if path else given or self.default

    def _of_file(self, path: str) -> str:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            told = getattr(error, "strerror", None) or "不是文字"
            raise SettingsError(f"{self.file}={path} 读不到（{told}），请检查路径和权限") from error

    def value(self) -> Value | None:
        """The value, None when it is unset and has no default. Raises SettingsError."""
        text = self.text()
        if text is None:
            return None
        try:
            return self.kind.parse(text)
        except ValueError as error:
            shown = f"{self.name}（值不显示）" if self.secret else f"{self.name}={text} "
            space = " " if self.kind.expected[0].isascii() else ""
            raise SettingsError(
                f"{shown}不是{self.kind.noun}，应当是{space}{self.kind.expected}，例如 {self.name}={self.example}"
            ) from error

    def given(self) -> Value:
        """The value of a variable that has a default or is required here. Raises SettingsError."""
        value = self.value()
        if value is None:
            raise SettingsError(f"缺少 {self.name}（{self.meaning}），例如 {self.name}={self.example}")
        return value


SETTINGS_MODULE = Variable(
    "DJANGO_SETTINGS_MODULE",
    kinds.TEXT,
    "用哪一套设置；生产环境必须设为示例的值",
    PRODUCTION,
    "cms.settings.dev",
)
DATA = Variable("DATA", kinds.FOLDER, "数据文件夹：密钥、媒体文件、内置数据库", "/srv/gongkai")
HOST = Variable("HOST", kinds.ADDRESS, "在哪个地址上提供网站服务", "127.0.0.1", "127.0.0.1")
PORT = Variable("PORT", kinds.PORT, "在哪个端口上提供网站服务", "8000", "8000")
BASE_HOST = Variable(
    "BASE_HOST", kinds.HOST, "上级域名，各站点在它之下", "gongkai.example.gov.cn", required=True
)
PROXIES = Variable(
    "PROXIES", kinds.NETWORKS, "反向代理的地址；只有它们说的 https 算数", "10.0.0.5", "127.0.0.1,::1"
)
HSTS_SECONDS = Variable("HSTS_SECONDS", kinds.SECONDS, "浏览器记住只用 https 的秒数", "31536000", "31536000")
SECRET_KEY = Variable(
    "SECRET_KEY", kinds.TEXT, "签名用的密钥；不设则用数据文件夹里生成的", "至少五十个随机字符", secret=True
)
SECRET_KEY_FALLBACKS = Variable(
    "SECRET_KEY_FALLBACKS", kinds.TEXT, "换密钥以前用的那些，用空格隔开", "从前的密钥", secret=True
)
DATABASE_URL = Variable(
    "DATABASE_URL",
    kinds.TEXT,
    "PostgreSQL 的地址；不设则用内置数据库",
    "postgres://用户:密码@主机:5432/数据库",
    secret=True,
)
DATABASE_POOLER = Variable(
    "DATABASE_POOLER", kinds.SWITCH, "数据库前面有没有 PgBouncer；有则启动前自检", "0", "0"
)
WORKERS = Variable("WORKERS", kinds.COUNT, "网站服务的进程数", "2", "2")
THREADS = Variable("THREADS", kinds.COUNT, "每个进程的线程数", "4", "4")
LIMIT_VISITOR = Variable(
    "LIMIT_VISITOR", kinds.RATE, "一个访问者在多少秒内可以访问多少次；静态文件不算", "1200/60", "1200/60"
)
LIMIT_SITE = Variable(
    "LIMIT_SITE", kinds.RATE, "一个站点在多少秒内一共可以被访问多少次", "12000/60", "12000/60"
)
LIMIT_TOKEN = Variable(
    "LIMIT_TOKEN", kinds.RATE, "一个草稿链接在多少秒内可以用多少次，附件也算", "120/60", "120/60"
)
STORE = Variable(
    "STORE",
    kinds.STORE,
    "公开页面做好后留在哪里：off 不留，memory 内存，disk 内存和文件（由前置服务器给出）",
    "memory",
    "memory",
)
STORE_MEGABYTES = Variable("STORE_MEGABYTES", kinds.COUNT, "每个进程留存公开页面的内存（MB）", "64", "64")
ELASTICSEARCH_URL = Variable(
    "ELASTICSEARCH_URL",
    kinds.WEB_ADDRESS,
    "Elasticsearch 8 的网址，可以带用户和密码；不设则由 PostgreSQL 检索",
    "http://127.0.0.1:9200",
    secret=True,
)
ELASTICSEARCH_INDEX = Variable(
    "ELASTICSEARCH_INDEX",
    kinds.INDEX,
    "索引在 Elasticsearch 里的名字；几套系统共用一个服务时各取一个",
    "gongkai",
    "gongkai",
)
METRICS = Variable("METRICS", kinds.LISTEN, "监控指标的地址和端口；不设则没有", "127.0.0.1:9464")
LOG_FORMAT = Variable("LOG_FORMAT", kinds.LOG_FORMAT, "日志写成 JSON 行还是文字", "json")
LOG_LEVEL = Variable("LOG_LEVEL", kinds.LEVEL, "记录哪个级别以上的日志", "INFO")
EMAIL_URL = Variable(
    "EMAIL_URL",
    kinds.MAIL,
    "发信的服务器；console: 只打印",
    "smtp://用户:密码@主机:587",
    "console:",
    secret=True,
)
EMAIL_FROM = Variable(
    "EMAIL_FROM", kinds.TEXT, "发信人地址；不设则为 gongkai@上级域名", "gongkai@example.gov.cn"
)
S3_BUCKET = Variable("S3_BUCKET", kinds.TEXT, "媒体文件的 S3 存储桶；不设则存在数据文件夹", "gongkai-media")
S3_ENDPOINT = Variable("S3_ENDPOINT", kinds.WEB_ADDRESS, "S3 服务的网址", "https://s3.example.gov.cn")
S3_REGION = Variable("S3_REGION", kinds.TEXT, "S3 的区域", "us-east-1", "us-east-1")
S3_ACCESS_KEY = Variable("S3_ACCESS_KEY", kinds.TEXT, "S3 的账号", "gongkai")
S3_SECRET_KEY = Variable("S3_SECRET_KEY", kinds.TEXT, "S3 的密钥", "一串随机字符", secret=True)
PASSWORD_PROFILE = Variable(
    "PASSWORD_PROFILE", kinds.PROFILE, "密码规则：asvs 或 dengbao（等保）", "asvs", "asvs"
)
SECOND_FACTOR_ALSO = Variable(
    "SECOND_FACTOR_ALSO",
    kinds.TEXT,
    "除区委办、条线和平台外，还有哪些角色必须有第二因素",
    "ADMINISTRATOR LEADER",
)
OIDC_ISSUER = Variable(
    "OIDC_ISSUER",
    kinds.WEB_ADDRESS,
    "统一身份认证的 issuer；不设则没有",
    "https://sso.example.gov.cn/realms/qu",
)
OIDC_CLIENT_ID = Variable("OIDC_CLIENT_ID", kinds.TEXT, "在统一身份认证登记的应用", "gongkai")
OIDC_CLIENT_SECRET = Variable(
    "OIDC_CLIENT_SECRET", kinds.TEXT, "统一身份认证给应用的密钥", "一串随机字符", secret=True
)
OIDC_LABEL = Variable("OIDC_LABEL", kinds.TEXT, "登录页上怎么称呼它", "区统一身份认证", "统一身份认证")
OIDC_SECOND_FACTOR = Variable(
    "OIDC_SECOND_FACTOR", kinds.TEXT, "amr 或 acr 里哪些值算通过了第二因素；不设则都不算", "mfa otp"
)
PLUGINS = Variable(
    "GONGKAI_PLUGINS",
    kinds.TEXT,
    "加载哪些插件，用空格隔开，* 为全部；不设则加载随产品提供的",
    "embed noticeboard webhooks",
)
PLUGINS_LENIENT = Variable(
    "GONGKAI_PLUGINS_LENIENT",
    kinds.SWITCH,
    "版本不合或不能导入的插件，没有数据表的跳过（1），还是不启动（0）",
    "0",
    "0",
)
WEBHOOK_NETWORKS = Variable(
    "WEBHOOK_NETWORKS",
    kinds.NETWORKS,
    "推送通知可以进入的内网网段；不设则只能推送到公网，而且只用 https",
    "10.20.0.0/16",
)
DEBUG = Variable("DEBUG", kinds.SWITCH, "开发时显示错误详情；生产环境不看它", "0", "0")

VARIABLES: tuple[Variable, ...] = (
    SETTINGS_MODULE,
    DATA,
    HOST,
    PORT,
    BASE_HOST,
    PROXIES,
    HSTS_SECONDS,
    SECRET_KEY,
    SECRET_KEY_FALLBACKS,
    DATABASE_URL,
    DATABASE_POOLER,
    WORKERS,
    THREADS,
    LIMIT_VISITOR,
    LIMIT_SITE,
    LIMIT_TOKEN,
    STORE,
    STORE_MEGABYTES,
    ELASTICSEARCH_URL,
    ELASTICSEARCH_INDEX,
    METRICS,
    LOG_FORMAT,
    LOG_LEVEL,
    EMAIL_URL,
    EMAIL_FROM,
    S3_BUCKET,
    S3_ENDPOINT,
    S3_REGION,
    S3_ACCESS_KEY,
    S3_SECRET_KEY,
    PASSWORD_PROFILE,
    SECOND_FACTOR_ALSO,
    OIDC_ISSUER,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET,
    OIDC_LABEL,
    OIDC_SECOND_FACTOR,
    PLUGINS,
    PLUGINS_LENIENT,
    WEBHOOK_NETWORKS,
    DEBUG,
)
# A variable that makes no sense without others.
TOGETHER: Mapping[Variable, tuple[Variable, ...]] = {
    S3_BUCKET: (S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY),
    OIDC_ISSUER: (OIDC_CLIENT_ID, OIDC_CLIENT_SECRET),
}


def problems(*, production: bool) -> list[str]:
    """Everything that is wrong with the environment, a line each."""
    found, wanted = [], {variable for variable in VARIABLES if variable.required and production}
    for first, others in TOGETHER.items():
        wanted |= set(others) if first.is_set() else set()
    for variable in VARIABLES:
        try:
            variable.given() if variable in wanted else variable.value()
        except SettingsError as error:
            found.append(str(error))
    return found


def check(*, production: bool) -> None:
    """Raises SettingsError with every problem at once."""
    found = problems(production=production)
    if found:
        raise SettingsError("\n".join(found))
