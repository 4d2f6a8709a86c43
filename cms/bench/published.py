"""What lies behind a year of obligations that were met, written by SQL: entries, versions, steps, media, filings' steps.

As the owner, with the guards and the policies off while it lasts. Only ever in the benchmark's own database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from tenants.roles import owner_connection

WRITTEN = (
    "publication_entry", "publication_entryversion", "procedure_ledger_steprecord", "filing_filingstep",
    "filing_mediaregistration", "filing_mediaprobe",
)  # fmt: skip
READ = ("obligations_evidence", "filing_filing")
FORCED = "SELECT relname FROM pg_class WHERE relforcerowsecurity AND relnamespace = 'public'::regnamespace"
# For each page that answered an obligation and is not there yet: some 1,500 characters in twelve paragraphs, no two alike.
ENTRIES = """
    INSERT INTO public.publication_entry
           (uuid, schema_name, unit_id, kind, item_code, item_title, section, item_path, title, summary, path, period_key,
            period_label, html, text, fields, attachments, images, is_demo, version, content_hash, published_at, updated_at)
    SELECT e.entry_uuid, e.schema_name, u.id, 'article', e.item_code, '测速公开事项', '测速事项', '/', '测速公开情况', '',
           '/' || e.entry_uuid, e.period_key, e.period_key, p.html, '', '{}', '[]', '[]', true, 1,
           encode(sha256(p.html::bytea), 'hex'), e."on" + time '09:00', e."on" + time '09:00'
      FROM public.obligations_evidence e
      JOIN public.tenants_tenant t ON t.schema_name = e.schema_name
      JOIN public.registry_unit u ON u.tenant_id = t.id
     CROSS JOIN LATERAL (
           SELECT string_agg('<p class="line">第' || n || '段：本项工作由党政办公室牵头，各支部配合，按月调度、按季通报，'
                  || '经会议研究后审定，接受党员和群众监督。' || md5(e.entry_uuid::text || n) || '</p>', chr(10)) AS html
             FROM generate_series(1, 12) n) p
     WHERE NOT EXISTS (SELECT FROM public.publication_entry x WHERE x.uuid = e.entry_uuid)
"""
VERSIONS = """
    INSERT INTO public.publication_entryversion
           (schema_name, entry_id, number, title, html, content_hash, change, note, at, plan)
    SELECT schema_name, uuid, 1, title, html, content_hash, 'MAJOR', '', published_at, gen_random_uuid()
      FROM public.publication_entry e
     WHERE NOT EXISTS (SELECT FROM public.publication_entryversion v WHERE v.entry_id = e.uuid)
"""
STEPS = """
    INSERT INTO public.procedure_ledger_steprecord
           (uuid, schema_name, plan, entry, title, item_code, step, outcome, content_hash, terms_hash, time_hash, by, by_name,
            role, unit_name, on_behalf_of, note, detail, at)
    SELECT gen_random_uuid(), v.schema_name, v.plan, v.entry_id, v.title, '', s.step, 'PASSED', v.content_hash, '', '',
           md5(v.schema_name || s.step)::uuid, s.step, '', '', '', '', '{}', v.at - s.before
      FROM public.publication_entryversion v
     CROSS JOIN (VALUES ('PROPOSE', interval '2 days'), ('SECRECY', interval '1 day'), ('APPROVE', interval '1 hour'))
           AS s (step, before)
     WHERE NOT EXISTS (SELECT FROM public.procedure_ledger_steprecord r
                        WHERE r.schema_name = v.schema_name AND r.plan = v.plan)
"""
FILED = """
    INSERT INTO public.filing_filingstep
           (uuid, schema_name, filing_id, kind, "on", actor_name, actor_unit, note, detail)
    SELECT gen_random_uuid(), f.schema_name, f.uuid, kind, f.filed_on, '', '', '', '{}'
      FROM public.filing_filing f CROSS JOIN (VALUES ('submit'), ('return'), ('register')) AS s (kind)
     WHERE NOT EXISTS (SELECT FROM public.filing_filingstep x WHERE x.filing_id = f.uuid)
"""
MEDIA = """
    INSERT INTO public.filing_mediaregistration
           (uuid, schema_name, unit_id, kind, name, account, url, column_url, icp, site_code, owner, state, number, filed_on,
            registered_on, confirmed_on, remarks)
    SELECT gen_random_uuid(), f.schema_name, f.unit_id, 'WECHAT', '测速公众号', '', '', '', '', '', '测速单位', 'REGISTERED',
           f.schema_name, f.filed_on, f.filed_on, %(today)s, ''
      FROM public.filing_filing f
     WHERE NOT EXISTS (SELECT FROM public.filing_mediaregistration m WHERE m.schema_name = f.schema_name)
"""
PROBES = """
    INSERT INTO public.filing_mediaprobe
           (schema_name, registration_id, slot, at, url, outcome, secure, final_url, detail)
    SELECT m.schema_name, m.uuid, n, %(today)s::date - n * 10, '', CASE n WHEN 3 THEN 'TIMEOUT' ELSE 'REACHED' END, true, '', ''
      FROM public.filing_mediaregistration m CROSS JOIN generate_series(1, 10) n
     WHERE NOT EXISTS (SELECT FROM public.filing_mediaprobe p WHERE p.registration_id = m.uuid)
"""
STATEMENTS = (ENTRIES, VERSIONS, STEPS, FILED, MEDIA, PROBES)


@contextmanager
def writing(tables: tuple[str, ...]) -> Iterator[psycopg.Connection]:
    """A connection of the owner that nothing holds up in these tables; afterwards all is as it was."""
    with owner_connection() as owner:
        forced = {name for (name,) in owner.execute(FORCED)}
        _alter(owner, forced.intersection(tables), "NO FORCE ROW LEVEL SECURITY")
        _alter(owner, tables, "DISABLE TRIGGER USER")
        yield owner
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _alter(owner, forced.intersection(tables), "FORCE ROW LEVEL SECURITY")
        _alter(owner, tables, "ENABLE TRIGGER USER")


def _alter(owner: psycopg.Connection, tables: set[str] | tuple[str, ...], words: str) -> None:
    for table in sorted(tables):
        owner.execute(sql.SQL(f"ALTER TABLE public.{{}} {words}").format(sql.Identifier(table)))


def publish_year(*, today: dt.date, more: tuple[str, ...] = (), tables: tuple[str, ...] = ()) -> None:
    """For all units at once; those that have theirs get no second. `more`: statements about `tables`, afterwards."""
    with writing((*WRITTEN, *READ, *tables)) as owner:
        for statement in (*STATEMENTS, *more):
            owner.execute(statement, {"today": today} if "%(today)s" in statement else None)
    with owner_connection(autocommit=True) as owner:
        owner.execute("ANALYZE")
