"""The functions of PostgreSQL behind the triggers: they write down which tags a transaction concerns.

They act as the owner: whoever changes a row may not write the list of changes.
"""

CHANNEL = "gongkai_fresh"
"""What the function below notifies."""
DIRECTORY = "directory"
"""Tag of what every site may show: the register of the district, and whatever is not known to be one unit's."""
DISTRICT = "district"
"""Tag of what is read of many units at once: it changes with the rows of each."""

# A tag is written once a transaction. What is noted stands in a setting that lasts as long as the transaction does
# and is taken back with a savepoint, as the line itself is.
NOTE = """
CREATE OR REPLACE FUNCTION public.freshness_note(concerned text) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE noted text := coalesce(current_setting('gongkai.noted', true), '');
BEGIN
    IF concerned IS NULL OR position(concerned || ' ' IN noted) > 0 THEN
        RETURN;
    END IF;
    INSERT INTO public.freshness_change (tag, xact) VALUES (concerned, pg_current_xact_id()::text::bigint);
    PERFORM set_config('gongkai.noted', noted || concerned || ' ', true);
    PERFORM pg_notify('gongkai_fresh', '');
END $$
"""

# Arguments: whose the table is (`workshop`, `owned`, `directory`), and the columns of a row that nobody sees.
TOUCH = f"""
CREATE OR REPLACE FUNCTION public.freshness_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_LEVEL = 'ROW' AND TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - TG_ARGV[1:] = to_jsonb(OLD) - TG_ARGV[1:] THEN
            RETURN NULL;
        END IF;
    END IF;
    IF TG_ARGV[0] = 'workshop' THEN
        PERFORM public.freshness_note(TG_TABLE_SCHEMA);
    ELSIF TG_ARGV[0] = 'owned' AND TG_LEVEL = 'ROW' THEN
        IF TG_OP <> 'INSERT' THEN
            PERFORM public.freshness_note(OLD.schema_name);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            PERFORM public.freshness_note(NEW.schema_name);
        END IF;
        PERFORM public.freshness_note('{DISTRICT}');
    ELSE
        PERFORM public.freshness_note('{DIRECTORY}');
    END IF;
    RETURN NULL;
END $$
"""

# Nobody but the owner deletes from the ledger; a task may ask for this much.
PRUNE = """
CREATE OR REPLACE FUNCTION public.freshness_prune() RETURNS void LANGUAGE sql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.freshness_change WHERE at < now() - interval '1 day'
$$
"""

ALL = (NOTE, TOUCH, PRUNE)
