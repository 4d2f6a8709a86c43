from django.urls import path

from plugins.showcase import views

urlpatterns = [
    path("", views.index, name="index"),
    path("bulletins/<slug:code>/", views.bulletin, name="bulletin"),
    path("<slug:slug>/", views.practice, name="practice"),
]
