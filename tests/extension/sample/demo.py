from tests.extension.sample.breaking import maybe


def plant():
    from tests.extension.sample.models import Visit

    maybe("demo")
    Visit.objects.get_or_create(name="demo")


def hear(day, facts):
    from tests.extension.sample.models import Visit

    Visit.objects.get_or_create(name=f"{day} {facts['what']}")


EVENTS = {"something happens": hear}
