
import tenants.audit.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_kinds_of_sign_ins'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditrecord',
            name='kind',
            field=models.CharField(choices=tenants.audit.models.kinds, max_length=40, verbose_name='事件'),
        ),
    ]
