"""The kinds of values that a variable of the environment can have: how each is read, and how it is said."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

Value = TypeVar("Value")
HOST_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
)
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True)
class Kind(Generic[Value]):
    """`parse` raises ValueError for a text that is none. `noun` and `expected` complete the sentence that says so."""

    noun: str
    expected: str
    parse: Callable[[str], Value]


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            raise ValueError(text)
        return int(text)

    return parse


def _yes_or_no(text: str) -> bool:
    return {"1": True, "0": False}[text] if text in ("0", "1") else _refuse(text)


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _host(text: str) -> str:
    return text if HOST_NAME.fullmatch(text) else _refuse(text)


def _listen(text: str) -> tuple[str, int]:
    host, _colon, port = text.rpartition(":")
    return _address(host.strip("[]")), _whole(1, 65535)(port)


def _address(text: str) -> str:
    return str(ipaddress.ip_address(text))


def _networks(text: str) -> tuple[str, ...]:
    return tuple(str(ipaddress.ip_network(part.strip())) for part in text.split(","))


def _one_of(*words: str) -> Callable[[str], str]:
    return lambda text: text if text in words else _refuse(text)


def _rate(text: str) -> tuple[int, int]:
    requests, _slash, seconds = text.partition("/")
    return (0, 1) if text == "0" else (_whole(1, 10**9)(requests), _whole(1, 86400)(seconds))


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    return text if parts.scheme in ("http", "https") and parts.hostname else _refuse(text)


@dataclass(frozen=True)
class Mail:
    """Django's e-mail settings."""

    backend: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    ssl: bool = False
    starttls: bool = False


def _index(text: str) -> str:
    return text if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", text) else _refuse(text)


def _mail(text: str) -> Mail:
    """console:, or smtp://user:password@host:port, smtps:// for TLS from the first byte.

    smtp:// turns TLS on unless it says ?tls=no: a password must not cross the network in the clear unasked.
    """
    parts = urlsplit(text)
    if text in ("console:", "console://"):
        return Mail("django.core.mail.backends.console.EmailBackend")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError(text)
    ssl = parts.scheme == "smtps"
    return Mail(
        "django.core.mail.backends.smtp.EmailBackend",
        parts.hostname,
        parts.port or (465 if ssl else 587),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        ssl,
        not ssl and parse_qs(parts.query).get("tls") != ["no"],
    )


TEXT: Kind[str] = Kind("文字", "一段文字", str)
FOLDER: Kind[Path] = Kind("文件夹", "一个文件夹的路径", _folder)
PORT: Kind[int] = Kind("端口", "1 到 65535 之间的数字", _whole(1, 65535))
COUNT: Kind[int] = Kind("数量", "1 到 1000 之间的整数", _whole(1, 1000))
SECONDS: Kind[int] = Kind("秒数", "0 或更大的整数", _whole(0, 10**9))
RATE: Kind[tuple[int, int]] = Kind("次数", "次数、斜线和秒数，0 为不限", _rate)
SWITCH: Kind[bool] = Kind("开关", "1（是）或 0（否）", _yes_or_no)
HOST: Kind[str] = Kind("域名", "小写的域名，不带协议、端口和斜线", _host)
ADDRESS: Kind[str] = Kind("地址", "一个 IP 地址", _address)
LISTEN: Kind[tuple[str, int]] = Kind("地址和端口", "IP 地址、冒号和端口", _listen)
NETWORKS: Kind[tuple[str, ...]] = Kind("地址列表", "IP 地址或网段，用逗号隔开", _networks)
LEVEL: Kind[str] = Kind("日志级别", "、".join(LEVELS) + " 之一", _one_of(*LEVELS))
LOG_FORMAT: Kind[str] = Kind("日志格式", "json 或 text", _one_of("json", "text"))
PROFILE: Kind[str] = Kind("密码规则", "asvs 或 dengbao", _one_of("asvs", "dengbao"))
STORE: Kind[str] = Kind("存放方式", "off、memory 或 disk", _one_of("off", "memory", "disk"))
INDEX: Kind[str] = Kind("索引名", "小写字母、数字、- 和 _", _index)
WEB_ADDRESS: Kind[str] = Kind("网址", "以 http:// 或 https:// 开头的网址", _web_address)
MAIL: Kind[Mail] = Kind("邮件服务器", "smtp://、smtps:// 开头的地址，或 console:", _mail)
