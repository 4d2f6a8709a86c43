from tests.extension.sample.breaking import maybe


def plant():
    from tests.extension.sample.models import Visit

    maybe("demo")
    Visit.objects.get_or_create(name="demo")
