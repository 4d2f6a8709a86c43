from django.conf import settings
from django.db import migrations

# An exception begins and ends with a day of the district's, and the connection counts days in UTC: until eight in the
# morning one that had ended still counted, and one that was granted on the day did not.
LOCAL = f"ALTER FUNCTION public.publication_check_version() SET timezone = '{settings.TIME_ZONE}'"


class Migration(migrations.Migration):
    """The database asks for the day of a step where the district is."""

    unnoticed = "only what an ended exception let through is refused now"
    dependencies = [("publication", "0006_retaken")]

    operations = [
        migrations.RunSQL(LOCAL, "ALTER FUNCTION public.publication_check_version() RESET timezone"),
    ]
