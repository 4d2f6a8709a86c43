"""Addresses of what people do, below those of evaluation."""

from django.urls import path

from plugins.evaluation.desk import features, findings, papers, reports, samples, visits

SAMPLE = "periods/<slug:period>/samples/<slug:unit>/<slug:indicator>/"
urlpatterns = [
    path("papers/", papers.PapersView.as_view(), name="papers"),
    path("papers/queue/", papers.PaperQueueView.as_view(), name="paper-queue"),
    path("papers/<uuid:document>/rule/", papers.rule, name="rule-paper"),
    path("features/", features.FeaturesView.as_view(), name="features"),
    path("features/<slug:line>/", features.FeatureView.as_view(), name="feature"),
    path("features/<uuid:proposal>/rule/", features.rule, name="rule-features"),
    path("findings/", findings.FindingsView.as_view(), name="findings"),
    path("findings/<uuid:finding>/", findings.act, name="finding"),
    path("appeals/", findings.AppealsView.as_view(), name="appeals"),
    path("appeals/<uuid:appeal>/rule/", findings.rule, name="rule-appeal"),
    path("reports/", reports.ReportsView.as_view(), name="reports"),
    path("reports/<slug:report>/template/", reports.template, name="template"),
    path("reports/<slug:report>/template/put/", reports.put, name="put-template"),
    path("reports/<slug:report>/<slug:period>/unit/<slug:unit>/", reports.fetch, name="report"),
    path("reports/<slug:report>/<slug:period>/line/<slug:line>/", reports.fetch_line, name="report-line"),
    path("periods/<slug:period>/visits/<slug:unit>/", visits.VisitView.as_view(), name="visit"),
    path("samples/", samples.SamplesView.as_view(), name="samples"),
    path(SAMPLE, samples.SampleView.as_view(), name="sample"),
    path(SAMPLE + "draw/", samples.draw, name="draw"),
    path(SAMPLE + "judge/", samples.judge, name="judge"),
    path(SAMPLE + "settle/", samples.settle, name="settle"),
]
