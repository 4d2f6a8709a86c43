from django.db import models

from cms.extension import PluginPage


class BoardPage(PluginPage):
    """A page type of a plugin."""

    text = models.TextField("内容", blank=True, default="")
    template = "plugins/sample/board_page.html"

    class Meta:
        verbose_name = "样例看板"


class Visit(models.Model):
    """A table of the plugin in each unit."""

    name = models.CharField(max_length=40, unique=True)

    def __str__(self):
        return self.name
