from django.urls import path

from plugins.showcase.desk import practices, stories, telling

urlpatterns = [
    path("practices/", practices.ListView.as_view(), name="practices"),
    path("practices/<uuid:key>/adopt/", practices.AdoptView.as_view(), name="adopt"),
    path("practices/written/", telling.WrittenView.as_view(), name="written"),
    path("practices/written/<uuid:key>/", telling.EditView.as_view(), name="practice"),
    path("stories/", stories.StoriesView.as_view(), name="stories"),
    path("stories/new/", stories.StoryView.as_view(), name="new_story"),
    path("stories/<uuid:key>/", stories.StoryView.as_view(), name="story"),
]
