from ninja import Router

from cms.extension import current

router = Router()


@router.get("hello")
def hello(request):
    return {"site": current().title}


@router.post("hello")
def greet(request):
    return {"greeted": True}
