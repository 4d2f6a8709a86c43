from django.db import migrations

# A row is judged when its transaction ends: what belongs together is written in any order, and a package comes in
# table by table. By then another tenant may be bound (tests do that), so each function looks from the row's own
# schema, whose rows row-level security shows.

PAGE_DIGEST = """
CREATE FUNCTION public.publication_page_digest(place text, page bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE found text;
BEGIN
    -- Empty values are left out, so that a column which a later release adds changes nothing. What an interpretation is
    -- of stands in its details: the column only follows from them.
    EXECUTE format(
        'SELECT encode(sha256(convert_to(jsonb_object_agg(part.key, part.value ORDER BY part.key)::text, ''UTF8'')), ''hex'')
           FROM %1$I.wagtailcore_page p JOIN %1$I.column_articlepage a ON a.page_ptr_id = p.id,
                jsonb_each(to_jsonb(a) - ''page_ptr_id'' - ''is_demo'' - ''interprets_id'' || jsonb_build_object(''title'', p.title)) part
          WHERE p.id = $1 AND part.value NOT IN (''null'', ''""'', ''[]'', ''false'', ''{}'')', place)
       INTO found USING page;
    RETURN found;
END $$
"""

# Who proposed, examined and approved are three people; two where the office granted an exception that is in force.
CHECK_VERSION = """
CREATE FUNCTION public.publication_check_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := current_setting('search_path');
    proposed record; examined record; approved record; short record;
    people int; excepted boolean;
BEGIN
    -- A version of the first release, which its owner brings back from a package.
    IF NEW.plan IS NULL AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('search_path', quote_ident(NEW.schema_name) || ', public', true);
    SELECT coalesce("by"::text, by_name) AS who, "exception" AS key, "by" AS person, "at" AS taken INTO proposed FROM public.procedure_ledger_steprecord
     WHERE schema_name = NEW.schema_name AND plan = NEW.plan AND entry = NEW.entry_id
       AND step = 'PROPOSE' AND outcome = 'PASSED' ORDER BY "at" DESC LIMIT 1;
    SELECT coalesce("by"::text, by_name) AS who, "exception" AS key, "by" AS person, "at" AS taken INTO examined FROM public.procedure_ledger_steprecord
     WHERE schema_name = NEW.schema_name AND plan = NEW.plan AND entry = NEW.entry_id
       AND content_hash = NEW.content_hash AND step = 'SECRECY' AND outcome = 'PASSED' ORDER BY "at" DESC LIMIT 1;
    SELECT coalesce("by"::text, by_name) AS who, "exception" AS key, "by" AS person, "at" AS taken INTO approved FROM public.procedure_ledger_steprecord
     WHERE schema_name = NEW.schema_name AND plan = NEW.plan AND entry = NEW.entry_id
       AND content_hash = NEW.content_hash AND step = 'APPROVE' AND outcome = 'PASSED' ORDER BY "at" DESC LIMIT 1;
    SELECT coalesce("by"::text, by_name) AS who, "exception" AS key, "by" AS person, "at" AS taken INTO short FROM public.procedure_ledger_steprecord
     WHERE schema_name = NEW.schema_name AND plan = NEW.plan AND entry = NEW.entry_id
       AND content_hash = NEW.content_hash AND (step = 'CONFIRM' OR step = 'TYPO' AND NEW.number > 1)
       AND outcome = 'PASSED' ORDER BY "at" DESC LIMIT 1;
    SELECT count(DISTINCT who) INTO people FROM (VALUES (proposed.who), (examined.who), (approved.who)) AS hands (who);
    SELECT EXISTS (
        SELECT 1 FROM public.procedure_ledger_separationexception x
          JOIN public.registry_unit u ON u.id = x.unit_id JOIN public.tenants_tenant t ON t.id = u.tenant_id
          JOIN (VALUES (examined.key, examined.person, examined.taken), (approved.key, approved.person, approved.taken))
               AS named (key, person, taken) ON named.key = x.uuid AND named.person = x.person
         WHERE t.schema_name = NEW.schema_name AND named.taken::date BETWEEN x.since AND x.until) INTO excepted;
    PERFORM set_config('search_path', before, true);
    IF proposed.who IS NOT NULL AND short.who IS NOT NULL AND proposed.who <> short.who THEN
        RETURN NULL;
    END IF;
    IF proposed.who IS NULL OR examined.who IS NULL OR approved.who IS NULL
       OR people < (CASE WHEN excepted THEN 2 ELSE 3 END) THEN
        RAISE EXCEPTION 'publication: version % of % has no passed secrecy review and approval of its content',
            NEW.number, NEW.entry_id USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_version_approved';
    END IF;
    RETURN NULL;
END $$
"""

CHECK_ENTRY = """
CREATE FUNCTION public.publication_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before text := current_setting('search_path'); found boolean;
BEGIN
    PERFORM set_config('search_path', quote_ident(NEW.schema_name) || ', public', true);
    SELECT count(v.id) > 0 OR count(e.uuid) = 0 INTO found
      FROM public.publication_entry e LEFT JOIN public.publication_entryversion v
        ON v.entry_id = e.uuid AND v.number = e.version AND v.content_hash = e.content_hash
     WHERE e.uuid = NEW.uuid;
    PERFORM set_config('search_path', before, true);
    IF NOT found THEN
        RAISE EXCEPTION 'publication: entry % shows what is none of its versions', NEW.uuid
            USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_entry_is_version';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL AND NEW.version <= OLD.version THEN
            RAISE EXCEPTION 'publication: entry % came back without a new version', NEW.uuid
                USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_entry_comes_back';
        END IF;
    END IF;
    RETURN NULL;
END $$
"""

# For the pages of every unit: its migrations hang it on their tables (procedure.0002).
CHECK_PAGE = """
CREATE FUNCTION public.publication_check_page() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := current_setting('search_path');
    page bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
    is_live boolean; key uuid; digest text; there boolean;
BEGIN
    EXECUTE format('SELECT p.live, p.translation_key FROM %1$I.wagtailcore_page p
                      JOIN %1$I.column_articlepage a ON a.page_ptr_id = p.id WHERE p.id = $1', TG_TABLE_SCHEMA)
       INTO is_live, key USING page;
    IF is_live IS NOT TRUE THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('search_path', quote_ident(TG_TABLE_SCHEMA) || ', public', true);
    SELECT v.row_digest INTO digest FROM public.publication_entry e JOIN public.publication_entryversion v
        ON v.entry_id = e.uuid AND v.number = e.version
     WHERE e.uuid = key AND e.schema_name = TG_TABLE_SCHEMA AND e.withdrawn_at IS NULL;
    there := FOUND;
    PERFORM set_config('search_path', before, true);
    IF NOT there THEN
        RAISE EXCEPTION 'publication: page % is live and not in the ledger', page
            USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_page_published';
    END IF;
    -- Versions of the first release have no digest.
    IF digest <> '' AND digest IS DISTINCT FROM public.publication_page_digest(TG_TABLE_SCHEMA, page) THEN
        RAISE EXCEPTION 'publication: live page % is not what was published', page
            USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_page_unchanged';
    END IF;
    RETURN NULL;
END $$
"""

TRIGGERS = """
CREATE CONSTRAINT TRIGGER publication_version_approved AFTER INSERT ON publication_entryversion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.publication_check_version();
CREATE CONSTRAINT TRIGGER publication_entry_is_version AFTER INSERT OR UPDATE ON publication_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.publication_check_entry();
"""


class Migration(migrations.Migration):
    """What is public is what was approved: PostgreSQL refuses the rest, whoever asks it."""

    unnoticed = "publishes nothing while its successor is brought in: sites that are upgraded stand still"
    dependencies = [("publication", "0002_bound_to_plans"), ("procedure_ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(PAGE_DIGEST, "DROP FUNCTION public.publication_page_digest(text, bigint)"),
        migrations.RunSQL(CHECK_VERSION, "DROP FUNCTION public.publication_check_version() CASCADE"),
        migrations.RunSQL(CHECK_ENTRY, "DROP FUNCTION public.publication_check_entry() CASCADE"),
        migrations.RunSQL(CHECK_PAGE, "DROP FUNCTION public.publication_check_page() CASCADE"),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
