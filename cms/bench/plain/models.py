from django.db import models
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Page


class ArticlePage(Page):
    issued_on = models.DateField()
    summary = models.CharField(max_length=200)
    body = RichTextField()

    api_fields = (APIField("issued_on"), APIField("summary"), APIField("body"))
