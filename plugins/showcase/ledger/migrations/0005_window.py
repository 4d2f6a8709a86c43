from django.db import migrations

# Where the switch itself is thrown, whoever throws it: the command line turns a plugin off without its code.
FOLLOW = """
CREATE FUNCTION public.showcase_ledger_switched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF public.is_central() THEN
        INSERT INTO public.showcase_ledger_window (is_open, since) VALUES (NEW.state <> 'OFF', clock_timestamp());
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER showcase_switched AFTER INSERT OR UPDATE OF state ON public.extension_tenantplugin
    FOR EACH ROW WHEN (NEW.slug = 'showcase') EXECUTE FUNCTION public.showcase_ledger_switched();
"""
BACK = """
DROP TRIGGER showcase_switched ON public.extension_tenantplugin;
DROP FUNCTION public.showcase_ledger_switched();
"""


class Migration(migrations.Migration):
    """What units show of the centre's showcase goes by the switch at the centre, by whatever way it is thrown."""

    unnoticed = "the release before writes the same word itself, and the newest one counts"
    dependencies = [("showcase_ledger", "0004_practices"), ("extension", "0002_switched")]

    operations = [migrations.RunSQL(FOLLOW, BACK)]
