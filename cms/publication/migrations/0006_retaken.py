from django.db import migrations

# A migration that fills a new column of articles changes rows that are public, and nobody approves a migration. It
# takes the digests again as its last statement: the owner of the table may, the product's own role may not change a version.
RETAKE = """
CREATE FUNCTION public.publication_retake_digests(place text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE before text := current_setting('search_path'); taken bigint;
BEGIN
    PERFORM set_config('search_path', quote_ident(place) || ', public', true);
    EXECUTE format(
        'UPDATE public.publication_entryversion v SET row_digest = public.publication_page_digest($1, p.id)
           FROM public.publication_entry e JOIN %1$I.wagtailcore_page p ON p.translation_key = e.uuid AND p.live
          WHERE e.schema_name = $1 AND e.withdrawn_at IS NULL AND v.entry_id = e.uuid AND v.number = e.version
            AND v.row_digest <> ''''', place) USING place;
    GET DIAGNOSTICS taken = ROW_COUNT;
    PERFORM set_config('search_path', before, true);
    RETURN taken;
END $$
"""


class Migration(migrations.Migration):
    """A later release may fill a column of articles without unpublishing them."""

    dependencies = [("publication", "0005_above")]

    operations = [
        migrations.RunSQL(RETAKE, "DROP FUNCTION public.publication_retake_digests(text)"),
    ]
