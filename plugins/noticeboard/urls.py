from django.urls import path

from plugins.noticeboard import views

urlpatterns = [
    path("", views.ask, name="ask"),
    path("<str:code>", views.check, name="check"),
]
