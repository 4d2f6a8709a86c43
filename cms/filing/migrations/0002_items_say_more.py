
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('filing', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='fileditem',
            name='change_note',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='调整理由'),
        ),
        migrations.AddField(
            model_name='fileditem',
            name='due_day',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='次月几日前'),
        ),
        migrations.AddField(
            model_name='fileditem',
            name='form',
            field=models.CharField(choices=[('GENERAL', '一般内容'), ('PROFILE', '职能与机构'), ('DECISION', '决策与落实'), ('PROGRESS', '进展'), ('FIGURES', '收支与数据'), ('LIST', '名单'), ('NOTICE', '公示')], db_default='GENERAL', default='GENERAL', max_length=10, verbose_name='公开形式'),
        ),
        migrations.AddField(
            model_name='fileditem',
            name='review_on',
            field=models.DateField(blank=True, null=True, verbose_name='不公开复核日期'),
        ),
        migrations.AddField(
            model_name='fileditem',
            name='title_hidden',
            field=models.BooleanField(db_default=False, default=False, verbose_name='名称不公开'),
        ),
    ]
