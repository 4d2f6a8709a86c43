from ninja import Router

from cms.extension import current
from tests.extension.sample.breaking import maybe

router = Router()


@router.get("hello")
def hello(request):
    maybe("api")
    return {"site": current().title}


@router.post("hello")
def greet(request):
    return {"greeted": True}
