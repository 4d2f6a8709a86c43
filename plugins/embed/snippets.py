"""What whoever keeps a portal copies into it: ways to fetch a piece, each with what it needs to be safe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

MOUNT = "/x/embed/"

# No visitor's cookie goes out, and no answer is taken for a page of the portal.
NGINX = """\
# 1. 在门户的 server 块里
location /_gongkai/ {
    internal;
    proxy_pass %(root)s;
    proxy_set_header Host %(host)s;
    proxy_set_header Cookie "";
    proxy_set_header Accept-Encoding "";
    proxy_ssl_server_name on;
    proxy_connect_timeout 2s;
    proxy_read_timeout 5s;
}
# 2. 在要显示的页面所在的 location 里
ssi on;

<!-- 3. 在页面里要显示的地方 -->
<!--# include virtual="/_gongkai/%(piece)s" -->
"""
APACHE = """\
# 1. 在门户的虚拟主机里（需要 mod_proxy、mod_ssl、mod_headers、mod_include）
SSLProxyEngine on
ProxyTimeout 5
ProxyPass "/_gongkai/" "%(root)s"
<Location "/_gongkai/">
    RequestHeader unset Cookie
</Location>
# 2. 在要显示的页面所在的目录
<Directory "/var/www/portal">
    Options +Includes
    AddOutputFilter INCLUDES .shtml
</Directory>

<!-- 3. 在页面（.shtml）里要显示的地方 -->
<!--#include virtual="/_gongkai/%(piece)s" -->
"""
CURL = """\
#!/bin/sh
# 每五分钟取一次：*/5 * * * * /usr/local/bin/gongkai.sh
# 410 表示内容已撤回：也要换上，旧的不能留。
set -eu
page=/var/www/portal/gongkai.html
new=$(mktemp "$page.XXXXXX")
trap 'rm -f "$new"' EXIT
code=$(curl -sS --max-time 20 -o "$new" -w '%%{http_code}' '%(url)s')
case "$code" in
    200|410) chmod 644 "$new"; mv "$new" "$page" ;;
    *) echo "gongkai: $code" >&2; exit 1 ;;
esac
"""
FRAME = '<iframe src="%(frame)s" title="%(title)s" width="100%%" height="480" loading="lazy"></iframe>\n'


@dataclass(frozen=True)
class Snippet:
    key: str
    title: Any
    note: Any
    text: str

    @property
    def lines(self) -> int:
        return self.text.count("\n")


def snippets(url: str, frame: str, title: str) -> Iterator[Snippet]:
    """`url` is that of a piece; `frame` of the document for frames, empty where no portal may have one."""
    root, _mount, piece = url.partition(MOUNT)
    said = {
        "root": root + MOUNT,
        "host": urlsplit(url).netloc,
        "piece": piece,
        # Nobody's quotes end ours: addresses come percent-encoded, but for this one sign.
        "url": url.replace("'", "%27"),
        "frame": escape(frame),
        "title": escape(title),
    }
    yield Snippet(
        "nginx",
        _("nginx（推荐）"),
        _("门户的服务器取来，放进自己的页面，读者的浏览器不到别处去。"),
        NGINX % said,
    )
    yield Snippet("apache", _("Apache"), _("同上，用 Apache 的服务器端包含。"), APACHE % said)
    yield Snippet(
        "curl", _("定时抓取"), _("门户不能用服务器端包含时：定时取成文件，由门户引用。"), CURL % said
    )
    if frame:
        yield Snippet("iframe", _("内嵌框"), _("只有设置里写明的门户可以用。"), FRAME % said)
