"""PostgreSQL itself keeps a published standard, and a score that is final, as they are."""

from django.db import migrations

FROZEN = """
CREATE FUNCTION public.evaluation_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'evaluation: % %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END $$
"""
SCHEMES = """
CREATE TRIGGER evaluation_frozen BEFORE UPDATE OR DELETE ON public."{table}" FOR EACH ROW
    WHEN (OLD.state = 'PUBLISHED') EXECUTE FUNCTION public.evaluation_frozen('is published and does not change')
"""
FINAL = """
CREATE TRIGGER evaluation_frozen BEFORE UPDATE OR DELETE ON public.evaluation_ledger_score FOR EACH ROW
    WHEN (OLD.kind = 'FINAL') EXECUTE FUNCTION public.evaluation_frozen('is final and does not change')
"""
KEPT = """
CREATE TRIGGER evaluation_frozen BEFORE UPDATE OR DELETE ON public.evaluation_ledger_scorechange FOR EACH ROW
    EXECUTE FUNCTION public.evaluation_frozen('keeps what was')
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation_ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(FROZEN, "DROP FUNCTION public.evaluation_frozen() CASCADE"),
        migrations.RunSQL(SCHEMES.format(table="evaluation_ledger_scheme"), migrations.RunSQL.noop),
        migrations.RunSQL(SCHEMES.format(table="evaluation_ledger_featurepart"), migrations.RunSQL.noop),
        migrations.RunSQL(FINAL, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
