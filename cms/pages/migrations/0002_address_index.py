from django.db import migrations


class Migration(migrations.Migration):
    """Every page that is read is found by its address, which Wagtail does not index.

    A hash, because an address may be longer than a b-tree takes.
    """

    unnoticed = "an index changes no answer"
    dependencies = [("column", "0001_initial"), ("wagtailcore", "0016_change_page_url_path_to_text_field")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX column_page_address ON wagtailcore_page USING hash (url_path)",
            "DROP INDEX column_page_address",
        )
    ]
