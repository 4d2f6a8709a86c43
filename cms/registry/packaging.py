"""The register's part in exporting and importing a unit: how a unit is described, and how one comes in."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
from django.utils.translation import gettext as _

from cms.registry.vocabulary import OrgForm, UnitKind, UnitLevel
from tenants.package.form import PackageError
from tenants.package.register import Newcomer

DESCRIBED = ("uuid", "name", "kind", "level", "form", "portal_url", "note")
FACTS = """
    SELECT u.uuid::text, u.name, u.kind, u.level, u.form, u.portal_url, u.note,
           (SELECT l.name FROM public.registry_linemembership m JOIN public.registry_disclosureline l ON l.id = m.line_id
             WHERE m.unit_id = u.id AND m.valid_until IS NULL),
           (SELECT s.name FROM public.registry_subordination b JOIN public.registry_unit s ON s.id = b.superior_id
             WHERE b.unit_id = u.id AND b.valid_until IS NULL)
      FROM public.registry_unit u JOIN public.tenants_tenant t ON t.id = u.tenant_id WHERE t.slug = %s
"""
UNIT = """
    INSERT INTO public.registry_unit (uuid, slug, name, kind, level, form, portal_url, note, "order", tenant_id)
    SELECT %(uuid)s, %(slug)s, %(name)s, %(kind)s, %(level)s, %(form)s, %(portal_url)s, %(note)s,
           coalesce(max("order"), 0) + 1, %(tenant)s FROM public.registry_unit RETURNING id
"""
LINE = """
    INSERT INTO public.registry_linemembership (unit_id, line_id, valid_from)
    SELECT %s, l.id, current_date FROM public.registry_disclosureline l WHERE l.name = %s
"""
SUPERIOR = """
    INSERT INTO public.registry_subordination (unit_id, superior_id, valid_from)
    SELECT %s, s.id, current_date FROM public.registry_unit s WHERE s.name = %s
"""


def _name(newcomer: Newcomer) -> str:
    """A copy needs a name of its own, for names are unique in the register."""
    name = newcomer.facts["name"]
    return f"{name}（{newcomer.slug}）" if newcomer.is_copy else name


def _waiting(owner: psycopg.Connection, newcomer: Newcomer) -> tuple[int, str] | None:
    """A unit of the register without a site that the package is of: primary key and uuid."""
    query = (
        "SELECT id, uuid::text FROM public.registry_unit WHERE slug = %s AND name = %s AND tenant_id IS NULL"
    )
    return owner.execute(query, [newcomer.slug, _name(newcomer)]).fetchone()


class Register:
    """`settings.TENANT_REGISTER`. Reads and writes on the owner's connection, with the central schema bound."""

    def facts(self, owner: psycopg.Connection, slug: str) -> dict[str, Any]:
        row = owner.execute(FACTS, [slug]).fetchone()
        if row is None:
            raise PackageError(_("站点 %(slug)s 没有登记的单位") % {"slug": slug})
        return dict(zip((*DESCRIBED, "line", "superior"), row, strict=True))

    def problems(self, owner: psycopg.Connection, newcomer: Newcomer) -> list[str]:
        facts = newcomer.facts
        known = all(type(facts.get(name)) is str for name in DESCRIBED)
        allowed = known and all(
            facts[name] in choices.values
            for name, choices in (("kind", UnitKind), ("level", UnitLevel), ("form", OrgForm))
        )
        if not allowed:
            return [_("包里的单位登记不合格式")]
        if facts["kind"] == UnitKind.COMMITTEE:
            return [_("这是区级站点的包，不能作为一个单位导入")]
        if _waiting(owner, newcomer):
            return []
        query = "SELECT slug FROM public.registry_unit WHERE name = %s OR slug = %s OR uuid = %s::uuid"
        own = str(uuid.uuid4()) if newcomer.is_copy else facts["uuid"]
        taken = owner.execute(query, [_name(newcomer), newcomer.slug, own]).fetchone()
        text = _("本平台已经登记了“%(name)s”或标识 %(slug)s，请用 --as 另取标识")
        return [text % {"name": _name(newcomer), "slug": taken[0]}] if taken else []

    def admit(
        self, owner: psycopg.Connection, newcomer: Newcomer, tenant: int
    ) -> tuple[dict[str, str], list[str]]:
        facts, waiting = newcomer.facts, _waiting(owner, newcomer)
        if waiting:
            owner.execute(
                "UPDATE public.registry_unit SET tenant_id = %s WHERE id = %s", [tenant, waiting[0]]
            )
            return {facts["uuid"]: waiting[1]}, []
        own = str(uuid.uuid4()) if newcomer.is_copy else facts["uuid"]
        values = {**facts, "uuid": own, "slug": newcomer.slug, "name": _name(newcomer), "tenant": tenant}
        row = owner.execute(UNIT, values).fetchone()
        unit, notices = row[0] if row else 0, []
        for query, name, text in (
            (LINE, facts.get("line"), _("本平台没有条线“%(name)s”，单位暂无条线")),
            (SUPERIOR, facts.get("superior"), _("本平台没有单位“%(name)s”，暂无上级")),
        ):
            if name and owner.execute(query.encode(), [unit, name]).rowcount == 0:
                notices.append(text % {"name": name})
        return ({facts["uuid"]: own} if newcomer.is_copy else {}), notices
