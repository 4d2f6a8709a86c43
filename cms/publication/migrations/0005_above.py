from django.db import migrations

# 超出职权范围的必须按程序报批 (条例第十五条). Which items those are, the registered catalog says, not the plan.
CHECK_ABOVE = """
CREATE FUNCTION public.publication_check_above() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := current_setting('search_path');
    goes_up boolean; is_short boolean; decided boolean;
BEGIN
    PERFORM set_config('search_path', quote_ident(NEW.schema_name) || ', public', true);
    SELECT EXISTS (
        SELECT 1 FROM public.publication_entry e
          JOIN public.filing_fileditem i ON i.code = e.item_code AND i.schema_name = e.schema_name
          JOIN public.filing_filing f ON f.uuid = i.filing_id
         WHERE e.uuid = NEW.entry_id AND e.schema_name = NEW.schema_name AND f.state = 'REGISTERED'
           AND i.approval_level = 'ESCALATE') INTO goes_up;
    SELECT coalesce(bool_or(step IN ('CONFIRM', 'TYPO')), false), coalesce(bool_or(step IN ('SUPERIOR', 'OFFICE')), false)
      INTO is_short, decided FROM public.procedure_ledger_steprecord
     WHERE schema_name = NEW.schema_name AND plan = NEW.plan AND entry = NEW.entry_id
       AND content_hash = NEW.content_hash AND outcome = 'PASSED';
    PERFORM set_config('search_path', before, true);
    IF goes_up AND NOT decided AND NOT is_short THEN
        RAISE EXCEPTION 'publication: version % of % was not decided above the unit', NEW.number, NEW.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_version_decided_above';
    END IF;
    RETURN NULL;
END $$
"""

# What comes without a plan is the owner's (publication.0003).
TRIGGER = """
CREATE CONSTRAINT TRIGGER publication_version_decided_above AFTER INSERT ON publication_entryversion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.plan IS NOT NULL)
    EXECUTE FUNCTION public.publication_check_above();
"""


class Migration(migrations.Migration):
    """What the catalog says goes up is not public before somebody above the unit has passed it."""

    unnoticed = "asks of new versions what the procedure does anyway"
    dependencies = [("publication", "0004_public_record"), ("filing", "0004_media_and_roster")]

    operations = [
        migrations.RunSQL(CHECK_ABOVE, "DROP FUNCTION public.publication_check_above() CASCADE"),
        migrations.RunSQL(TRIGGER, migrations.RunSQL.noop),
    ]
