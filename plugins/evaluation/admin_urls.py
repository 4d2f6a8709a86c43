from django.urls import path

from plugins.evaluation.desk import human_urls, lines, periods, selfcheck, standard

urlpatterns = [
    path("", selfcheck.SelfCheckView.as_view(), name="index"),
    path("standard/", standard.StandardView.as_view(), name="standard"),
    path("lines/", lines.LinesView.as_view(), name="lines"),
    path("lines/<slug:line>/", lines.LineView.as_view(), name="line"),
    path("periods/", periods.PeriodsView.as_view(), name="periods"),
    path("periods/<slug:period>/", periods.PeriodView.as_view(), name="period"),
    path("periods/<slug:period>/count/", periods.count, name="count"),
    path("periods/<slug:period>/conclude/", periods.conclude, name="conclude"),
    path("periods/<slug:period>/evidence/", periods.fetch, name="evidence"),
    path("periods/<slug:period>/<slug:what>/<uuid:key>/lift/", periods.lift, name="lift"),
    *human_urls.urlpatterns,
]
