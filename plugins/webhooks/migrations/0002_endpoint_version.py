from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('webhooks', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='endpoint',
            name='changed_by',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=120, verbose_name='改动人'),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False),
        ),
    ]
