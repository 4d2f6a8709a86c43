"""Who guides whom today, asked of the register. PostgreSQL asks this itself where a guide reads (tenants.isolation)."""

from django.conf import settings
from django.db import connection, connections

from cms.registry.models import Unit
from cms.registry.vocabulary import GuidanceKind

GUIDE = "guide"
KINDS = (GuidanceKind.GUIDE, GuidanceKind.GUIDE_URGE, GuidanceKind.GUIDE_SUPERVISE)
"""Relations that name whole kinds of units. To monitor is not to guide; lines and blocks have tables of their own."""

IN_FORCE = "{0}.valid_from <= today.day AND ({0}.valid_until IS NULL OR {0}.valid_until > today.day)"
GUIDED_SCHEMAS = f"""
    WITH RECURSIVE today AS (SELECT (now() AT TIME ZONE '{settings.TIME_ZONE}')::date AS day),
    me AS (
        SELECT u.id FROM public.registry_unit u JOIN public.tenants_tenant t ON t.id = u.tenant_id
         WHERE t.schema_name = public.guide_schema()
    ),
    below AS (
        SELECT s.unit_id FROM public.registry_subordination s, today, me
         WHERE s.superior_id = me.id AND {IN_FORCE.format("s")}
         UNION
        SELECT s.unit_id FROM below JOIN public.registry_subordination s ON s.superior_id = below.unit_id, today
         WHERE {IN_FORCE.format("s")}
    ),
    guided AS (
        SELECT unit_id FROM below
         UNION
        SELECT m.unit_id FROM me, today
          JOIN public.registry_linelead l ON {IN_FORCE.format("l")}
          JOIN public.registry_linemembership m ON m.line_id = l.line_id AND {IN_FORCE.format("m")}
         WHERE l.lead_id = me.id
         UNION
        SELECT u.id FROM me, today
          JOIN public.registry_guidancerelation r
            ON r.kind IN ({", ".join(f"'{kind.value}'" for kind in KINDS)}) AND {IN_FORCE.format("r")}
          JOIN public.registry_unit u ON r.target -> 'kinds' ? u.kind
         WHERE r.guide_id = me.id
    )
    SELECT t.schema_name::text FROM guided
      JOIN public.registry_unit u ON u.id = guided.unit_id
      JOIN public.tenants_tenant t ON t.id = u.tenant_id
     WHERE u.id NOT IN (SELECT id FROM me)
"""  # noqa: S608 -- its parts are our own words and a time zone of the settings

ASKING_UNIT = """
    SELECT u.id FROM public.registry_unit u JOIN public.tenants_tenant t ON t.id = u.tenant_id
     WHERE t.schema_name = public.guide_schema()
"""


def guided_units() -> list[Unit]:
    """The units that the bound unit guides today, in the order of the register. Two queries."""
    with connections[GUIDE].cursor() as cursor:
        cursor.execute("SELECT public.guided_schemas()")
        schemas = [row[0] for row in cursor.fetchall()]
    return list(Unit.objects.using(GUIDE).filter(tenant__schema_name__in=schemas).select_related("tenant"))


def guides_anyone() -> bool:
    """Whether the bound unit guides any other today. One query, on its own connection, which names it first too.

    Every page of the admin asks this for its menu, and needs no second connection for it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT public.guided_schemas())")
        return cursor.fetchone()[0]
