"""PostgreSQL itself keeps what was drawn, and what each reviewer found, as it was given."""

from django.db import migrations

KEPT = """
CREATE TRIGGER evaluation_frozen BEFORE UPDATE OR DELETE ON public."{table}" FOR EACH ROW
    EXECUTE FUNCTION public.evaluation_frozen('keeps what was')
"""
TABLES = ("draw", "documentruling", "appealruling", "verdict")


class Migration(migrations.Migration):
    dependencies = [("evaluation_ledger", "0003_said")]

    operations = [
        migrations.RunSQL(KEPT.format(table=f"evaluation_ledger_{name}"), migrations.RunSQL.noop)
        for name in TABLES
    ]
