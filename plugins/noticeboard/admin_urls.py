from django.urls import path

from plugins.noticeboard import desk

urlpatterns = [
    path("", desk.IndexView.as_view(), name="index"),
    path("<str:code>.pdf", desk.fetch, name="fetch"),
]
