"""The addresses of the door. They stand before Wagtail's, whose login page they replace."""

from django.urls import include, path

from tenants.accounts import arrival, by_provider, invited, login, porch

door = [
    path("login/factor/", porch.FactorView.as_view(), name="factor"),
    path("login/enrol/", porch.EnrolView.as_view(), name="enrol"),
    path("login/password/", porch.PasswordView.as_view(), name="password"),
    path("login/go/", porch.GoView.as_view(), name="go"),
    path("login/oidc/", by_provider.leave, name="oidc"),
    path("login/oidc/back/", by_provider.come_back, name="oidc_back"),
    path("invitation/<str:token>/", invited.InvitationView.as_view(), name="invitation"),
    path("arrive/", arrival.arrive, name="arrive"),
]
urlpatterns = [
    path("login/", login.LoginView.as_view(), name="wagtailadmin_login"),
    path("", include((door, "door"))),
]
