"""What a unit's pages say under 联系我们."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.registry.plain import half_width
from cms.registry.telephones import MOBILE, are_public_telephones
from tenants.ledger import OwnRow

FIELDS = ("office", "telephone", "address", "email", "hours")
TYPED_IN_WIDE = ("telephone", "email")
"""Fields whose full-width digits and marks are only the keyboard's."""


class PublicContact(OwnRow):
    """公开联系方式, at most one a unit. Of an office and no person: it has no field for a name, and refuses mobiles."""

    office = models.CharField(_("答复科室"), max_length=60, blank=True, default="")
    telephone = models.CharField(_("办公电话"), max_length=100, blank=True, default="")
    address = models.CharField(_("通信地址"), max_length=150, blank=True, default="")
    email = models.EmailField(_("电子邮箱"), max_length=120, blank=True, default="")
    hours = models.CharField(_("接待时间"), max_length=100, blank=True, default="")

    class Meta:
        verbose_name = _("公开联系方式")
        constraints = [models.UniqueConstraint(fields=["schema_name"], name="registry_one_contact")]

    def __str__(self):
        return self.office or self.telephone

    def facts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in FIELDS}

    def clean(self) -> None:
        """Tidies what was typed. Raises ValidationError with everything that cannot be public, by field."""
        problems = {}
        for name in FIELDS:
            text = " ".join(getattr(self, name).split())
            narrow = half_width(text)
            setattr(self, name, narrow if name in TYPED_IN_WIDE else text)
            if MOBILE.search(narrow):
                problems[name] = _now("里面有手机号码。这里对外公开，请改用办公室的座机和公务邮箱。")
        if "telephone" not in problems and not are_public_telephones(self.telephone):
            problems["telephone"] = _now("请填带区号的座机，例如 0571-12345678，几个号码用顿号隔开。")
        if problems:
            raise ValidationError(problems)
