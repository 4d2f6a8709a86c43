from django.http import HttpResponse

from cms.extension import settings_of
from tests.extension.sample.breaking import maybe


def board(request):
    maybe("view")
    return HttpResponse(settings_of("sample").greeting)
