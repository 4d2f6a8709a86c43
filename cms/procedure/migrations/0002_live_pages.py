from django.db import migrations

TRIGGERS = """
CREATE CONSTRAINT TRIGGER publication_live_page AFTER INSERT OR UPDATE OF live, title, translation_key ON wagtailcore_page
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.live) EXECUTE FUNCTION publication_check_page('id');
CREATE CONSTRAINT TRIGGER publication_live_article AFTER INSERT OR UPDATE ON column_articlepage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION publication_check_page('page_ptr_id');
"""
GONE = """
DROP TRIGGER publication_live_page ON wagtailcore_page;
DROP TRIGGER publication_live_article ON column_articlepage;
"""


def one_way(apps, schema_editor):
    """Wagtail's own approval gives way: what waited in it is proposed anew."""
    model = apps.get_model
    model("wagtailcore", "WorkflowPage").objects.all().delete()
    model("wagtailcore", "Workflow").objects.update(active=False)
    under_way = model("wagtailcore", "WorkflowState").objects.filter(status__in=("in_progress", "needs_changes"))
    under_way.update(status="cancelled")
    model("wagtailcore", "TaskState").objects.filter(status="in_progress").update(status="cancelled")


class Migration(migrations.Migration):
    """A live article has to be what the ledger says. The function is the ledger's (publication.0003)."""

    unnoticed = "an upgrade brings code and schema of a unit in one step; its pages change only through publication"
    dependencies = [("procedure", "0001_initial"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.RunPython(one_way, migrations.RunPython.noop),
        migrations.RunSQL(TRIGGERS, GONE),
    ]
