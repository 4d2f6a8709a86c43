from django.db import migrations

# As the owner of the tables: whoever switches may not write the list of sites. The mark is drawn, not counted, so that
# one of a transaction that was taken back never comes again.
RENEW = """
CREATE FUNCTION public.extension_switched() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.tenants_tenant SET switched = gen_random_uuid()
     WHERE schema_name IN (CASE TG_OP WHEN 'DELETE' THEN OLD.schema_name ELSE NEW.schema_name END,
                           CASE TG_OP WHEN 'INSERT' THEN NEW.schema_name ELSE OLD.schema_name END);
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER extension_switched AFTER INSERT OR UPDATE OR DELETE ON extension_tenantplugin
    FOR EACH ROW EXECUTE FUNCTION public.extension_switched()
"""


class Migration(migrations.Migration):
    """Every change of what is on at a site renews the site's mark."""

    unnoticed = "the release before does not read the mark"
    dependencies = [("extension", "0001_initial"), ("tenants", "0004_switched")]

    operations = [
        migrations.RunSQL(RENEW, "DROP FUNCTION public.extension_switched() CASCADE"),
        migrations.RunSQL(TRIGGER, migrations.RunSQL.noop),
    ]
