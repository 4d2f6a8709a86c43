from django.db import migrations

# What people say, and what the documents say instead.
WORDS = {
    "三务公开": "村务公开、党务公开、财务公开",
    "一把手": "主要负责人",
    "低保": "最低生活保障",
    "五保": "特困供养",
    "纪委": "纪律检查委员会",
    "人大": "人民代表大会",
    "政协": "政治协商会议",
    "三重一大": "重大事项决策、重要干部任免",
    "招工": "招聘",
    "工资": "薪酬",
}
INSERT = "INSERT INTO search_synonym (word, others) VALUES (%s, %s) ON CONFLICT (word) DO NOTHING"


class Migration(migrations.Migration):
    """The list that the office begins with, and edits."""

    unnoticed = "fills a table that no earlier release reads"
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RunSQL([(INSERT, [word, others]) for word, others in WORDS.items()], migrations.RunSQL.noop)
    ]
