from django.urls import path

from plugins.showcase.desk import doing, practice_urls, screens

urlpatterns = [
    path("", screens.IndexView.as_view(), name="index"),
    *practice_urls.urlpatterns,
    path("<uuid:campaign>/", screens.CampaignView.as_view(), name="campaign"),
    path("<uuid:campaign>/do/<slug:act>/", doing.DoView.as_view(), name="do"),
    path("<uuid:campaign>/do/<slug:act>/<str:key>/", doing.DoView.as_view(), name="do_about"),
    path("nominations/<uuid:nomination>/", screens.NominationView.as_view(), name="nomination"),
]
