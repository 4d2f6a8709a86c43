from django.urls import path

from plugins.showcase import feeds, views

urlpatterns = [
    path("", views.index, name="index"),
    path("feed.atom", feeds.feed, name="feed"),
    path("<uuid:key>/", views.practice, name="practice"),
    path("stories/<uuid:key>/", views.story, name="story"),
]
