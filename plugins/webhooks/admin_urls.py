from django.urls import path, re_path
from django.views.decorators.cache import never_cache

from plugins.webhooks import desk

urlpatterns = [
    path("", desk.IndexView.as_view(), name="index"),
    path("add/", never_cache(desk.AddView.as_view()), name="add"),
    path("<uuid:endpoint>/", desk.EndpointView.as_view(), name="endpoint"),
    path("<uuid:endpoint>/change/", desk.ChangeView.as_view(), name="change"),
    path("<uuid:endpoint>/secret/", desk.rotate, name="rotate"),
    re_path(r"^(?P<endpoint>[0-9a-f-]{36})/(?P<to>on|off)/$", desk.switch, name="switch"),
    path("deliveries/<uuid:delivery>/resend/", desk.resend, name="resend"),
]
