"""The same steps from the command line, and what it says."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tenants.models import Tenant

pytestmark = pytest.mark.slow


def cms(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_by_commands(ask, tmp_path, settings):
    """Each command once, and what it says."""
    settings.BASE_HOST, file = "test", str(tmp_path / "ji.gkunit")
    assert (
        cms("unit", "archive", "ji", "--note", "撤销", "--successor", "wu")
        == "“己镇党委”已归档，由戊镇党委承接\n"
    )
    assert ask("ji").status == 410
    assert "职能由其承接戊镇党委" in cms("unit", "list")
    assert cms("unit", "restore", "ji") == "“己镇党委”已恢复运行\n"
    assert cms("unit", "export", "ji", file).startswith("已导出“己镇党委”")
    assert cms("unit", "check", file).startswith("完好：“己镇党委”（ji）的数据包")
    assert cms("package", "check", file).startswith("完好")
    assert cms("unit", "import", file, "--as", "ji2", "--dry-run").startswith(
        "可以导入“己镇党委”，作为另一个单位"
    )
    assert ask("ji2").status == 404
    assert cms("unit", "import", file, "--as", "ji2").startswith(
        "已导入“己镇党委”，作为另一个单位：站点 ji2.test"
    )
    assert ask("ji2").status == 200
    assert cms("unit", "rename", "ji2", "--slug", "geng") == "已更名，网址 geng.test；ji2.test 转到那里\n"
    assert ask("ji2").location == "http://geng.test/"
    assert cms("unit", "check-packages", str(tmp_path)) == "1 个数据包都能恢复\n"
    every = tmp_path / "every"
    said = cms("unit", "export-all", str(every))
    made = sorted(path.stem for path in every.iterdir())
    assert made == sorted(Tenant.objects.exclude(state="deleted").values_list("slug", flat=True))
    assert said == f"已导出 {len(made)} 个单位到 {every}\n"
    (every / "ji.gkunit").write_bytes((every / "ji.gkunit").read_bytes()[:-1])
    with pytest.raises(CommandError, match=r"^ji\.gkunit："):
        cms("unit", "check-packages", str(every))
    pages = tmp_path / "pages.csv"
    pages.write_text("/column/,wu,/column/\n//evil.example/,wu,/x/\n")
    with pytest.raises(CommandError, match="第 2 行"):
        cms("unit", "merge", "geng", "--into", "wu", "--pages", str(pages))
    pages.write_text("/column/,wu,/column/\n")
    assert cms("unit", "merge", "geng", "--into", "wu", "--pages", str(pages)).startswith(
        "“己镇党委（ji2）”已归档"
    )
    assert ask("geng", "/column/").location == "http://wu.test/column/"
