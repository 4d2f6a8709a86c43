def plant():
    from tests.extension.sample.models import Visit

    Visit.objects.get_or_create(name="demo")
