import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


SHOWN = """
CREATE FUNCTION public.showcase_ledger_practice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE chosen record;
BEGIN
    IF public.showcase_ledger_is_owner(TG_RELID) THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.shown_at IS NOT NULL THEN
        IF TG_OP = 'DELETE' THEN
            PERFORM public.showcase_ledger_refuse('shown', 'what was shown is taken down, and not deleted');
        END IF;
        IF NEW.version <> OLD.version + 1 AND to_jsonb(OLD) - 'shown_at' - 'taken_down_why' IS DISTINCT FROM
           to_jsonb(NEW) - 'shown_at' - 'taken_down_why' THEN
            PERFORM public.showcase_ledger_refuse('shown', 'what is shown is replaced by a next version only');
        END IF;
        IF NEW.shown_at IS NULL AND NEW.taken_down_why = '' THEN
            PERFORM public.showcase_ledger_refuse('shown', 'taken down with a reason');
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    SELECT s.campaign_id, s.line_id, s.unit_id, s.revoked_at INTO chosen
      FROM public.showcase_ledger_selection s WHERE s.uuid = NEW.selection_id;
    IF (chosen.campaign_id, chosen.line_id, chosen.unit_id) IS DISTINCT FROM (NEW.campaign_id, NEW.line_id, NEW.unit_id) THEN
        PERFORM public.showcase_ledger_refuse('selected', 'a practice is of a unit that was selected there');
    END IF;
    IF NEW.shown_at IS NOT NULL THEN
        IF chosen.revoked_at IS NOT NULL THEN
            PERFORM public.showcase_ledger_refuse('selected', 'the selection was revoked');
        END IF;
        IF public.showcase_ledger_stage(NEW.campaign_id) <> 8 THEN
            PERFORM public.showcase_ledger_refuse('stage', 'nothing is shown before the campaign is');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.showcase_ledger_adoption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF public.showcase_ledger_is_owner(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.unit_id IS DISTINCT FROM public.asking_unit() THEN
        PERFORM public.showcase_ledger_refuse('own', 'a unit adopts for itself alone');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM public.showcase_ledger_practice p
                    WHERE p.uuid = NEW.practice_id AND p.campaign_id = NEW.campaign_id) THEN
        PERFORM public.showcase_ledger_refuse('shown', 'only what is shown is adopted');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER showcase_b_own BEFORE INSERT OR UPDATE OR DELETE ON public.showcase_ledger_practice
    FOR EACH ROW EXECUTE FUNCTION public.showcase_ledger_practice();
CREATE TRIGGER showcase_b_own BEFORE INSERT OR UPDATE ON public.showcase_ledger_adoption
    FOR EACH ROW EXECUTE FUNCTION public.showcase_ledger_adoption();
"""


class Migration(migrations.Migration):
    """What is shown stays as it is, is of a selected unit, and is adopted by a unit for itself."""

    dependencies = [
        ('showcase_ledger', '0003_stages'),
    ]

    operations = [
        migrations.AddField(
            model_name='practice',
            name='office',
            field=models.CharField(blank=True, db_default='', default='', max_length=100, verbose_name='联系科室'),
        ),
        migrations.AddField(
            model_name='practice',
            name='taken_down_why',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='撤下理由'),
        ),
        migrations.CreateModel(
            name='FeatureStory',
            fields=[
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=100, verbose_name='标题')),
                ('summary', models.CharField(blank=True, default='', max_length=300, verbose_name='一句话说明')),
                ('body', models.TextField(verbose_name='正文')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('published_at', models.DateTimeField(null=True, verbose_name='公开时间')),
                ('practice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stories', to='showcase_ledger.practice', verbose_name='最佳实践')),
            ],
            options={
                'verbose_name': '专题报道',
                'ordering': ['-published_at', 'uuid'],
            },
        ),
        migrations.CreateModel(
            name="Window",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_open", models.BooleanField(default=True)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"verbose_name": "展示开关", "ordering": ["-since"]},
        ),
        migrations.RunSQL(SHOWN, migrations.RunSQL.noop),
    ]
