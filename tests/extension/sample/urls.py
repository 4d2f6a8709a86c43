from django.urls import path

from tests.extension.sample.views import board

urlpatterns = [path("", board, name="board")]
