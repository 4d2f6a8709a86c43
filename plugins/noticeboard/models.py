"""Which posters were made, and of what: keys and hashes, no words. What left the site leaves no trace of content here."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plugins.noticeboard.paper import Size

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, 1, I, O: the code is typed from paper."""


def new_code() -> str:
    """50 bits. Nothing secret hangs on it; two posters must not share one."""
    return "".join(secrets.choice(SIGNS) for _n in range(10))


class Poster(models.Model):
    """One poster as it was made. `digest` is printed on it and computed from `lines` (digests.py)."""

    code = models.CharField(primary_key=True, max_length=10, default=new_code, editable=False)
    size = models.CharField(_("纸张"), max_length=2, choices=Size)
    lines = models.JSONField()
    """In their order on paper: [{entry, version, content_hash}]."""
    digest = models.CharField(_("校验值"), max_length=64)
    made_at = models.DateTimeField(_("制作时间"), default=timezone.now)
    by_name = models.CharField(_("制作人"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("公示栏海报")
        ordering = ["-made_at", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def printed_code(self) -> str:
        return f"{self.code[:5]}-{self.code[5:]}"
