from django.urls import path

from plugins.showcase import feeds, objecting, views

urlpatterns = [
    path("", views.index, name="index"),
    path("feed.atom", feeds.feed, name="feed"),
    path("notices/<slug:code>/", objecting.notice, name="notice"),
    path("bulletins/<slug:code>/", views.bulletin, name="bulletin"),
    path("<uuid:key>/", views.practice, name="practice"),
    path("<uuid:key>/pictures/<int:number>/", views.picture, name="picture"),
    path("stories/<uuid:key>/", views.story, name="story"),
]
