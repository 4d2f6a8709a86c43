from django.urls import path

from plugins.embed import desk

urlpatterns = [path("", desk.EmbedView.as_view(), name="index")]
