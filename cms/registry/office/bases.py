"""公开依据: the rules that catalogs cite and their versions, kept by the office on the central site."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.registry.models import LegalBasis, LegalBasisVersion
from tenants.context import current

CLAUSE = re.compile(r"\s*(第\S+?[条章])\s*(.*)")


class CentrePolicy(ModelPermissionPolicy):
    """The rights of the model, on the central site. A unit reads the library where it compiles, and changes nothing."""

    def user_has_permission(self, user, action: str) -> bool:
        return current().is_central and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions) -> bool:
        return current().is_central and super().user_has_any_permission(user, actions)


class LinesField(forms.CharField):
    """A list of names, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class ClausesField(forms.CharField):
    """Clauses, one a line: 第七条, and its text behind it where it is known."""

    widget = forms.Textarea(attrs={"rows": 12})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{clause['no']} {clause.get('text', '')}".strip() for clause in value)

    def clean(self, value: Any) -> list[dict[str, str]]:
        found = []
        for number, line in enumerate(super().clean(value).splitlines(), 1):
            if not line.strip():
                continue
            clause = CLAUSE.fullmatch(line)
            if clause is None:
                text = _now("第 %(row)s 行应以“第几条”开头：%(line)s") % {
                    "row": number,
                    "line": line.strip()[:40],
                }
                raise forms.ValidationError(text)
            found.append({"no": clause[1], "text": clause[2].strip()})
        return found


for model in (LegalBasis, LegalBasisVersion):
    register_permission_policy(model, CentrePolicy(model))


class BasisForm(forms.ModelForm):
    aliases = LinesField(label=_("简称"), required=False, help_text=_("每行一个，不写书名号"))

    class Meta:
        model = LegalBasis
        fields = ["code", "title", "aliases", "replaced_by", "order"]

    def clean_replaced_by(self) -> LegalBasis | None:
        other = self.cleaned_data["replaced_by"]
        seen = {self.instance.pk}
        step = other
        while step is not None:
            if step.pk in seen:
                raise forms.ValidationError(_now("替代关系绕成了圈，请另选"))
            seen.add(step.pk)
            step = step.replaced_by
        return other


class VersionForm(forms.ModelForm):
    url = forms.URLField(label=_("全文地址"), required=False, assume_scheme="https")
    clauses = ClausesField(label=_("条款"), required=False, help_text=_("每行一条，如：第七条 条文"))

    class Meta:
        model = LegalBasisVersion
        fields = ["basis", "label", "issuer", "valid_from", "valid_until", "url", "clauses"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        since, until = said.get("valid_from"), said.get("valid_until")
        if since and until and until <= since:
            raise forms.ValidationError(_now("“至”应当晚于“自”"))
        return said


class _Screen(ModelViewSet):
    """A list that can be written to by those who may, at the centre."""

    add_to_admin_menu = False
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 30
    form: type[forms.ModelForm]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return self.form


class BasisScreen(_Screen):
    model = LegalBasis
    form = BasisForm
    name = "registry_bases"
    url_prefix = "register/bases"
    menu_label = _("公开依据")
    icon = "doc-full"
    list_display = ["code", "title", "replaced_by"]
    search_fields = ["code", "title"]
    search_backend_name = None
    ordering = ["order", "code"]


class VersionScreen(_Screen):
    model = LegalBasisVersion
    form = VersionForm
    name = "registry_basis_versions"
    url_prefix = "register/basis-versions"
    menu_label = _("依据版本")
    icon = "history"
    list_display = ["basis", "label", "valid_from", "valid_until", "issuer"]
    list_filter = ["basis"]
    search_fields = ["label", "issuer"]
    search_backend_name = None
    ordering = ["basis__order", "-valid_from"]


class Bases(ModelViewSetGroup):
    """Both lists, under one item of the menu."""

    items = (BasisScreen, VersionScreen)
    menu_label = _("公开依据")
    menu_icon = "doc-full"
    menu_order = 505
