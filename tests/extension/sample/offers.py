from tests.extension.sample.breaking import maybe


def visited(name):
    from tests.extension.sample.models import Visit

    maybe("offer")
    return Visit.objects.filter(name=name).count()


OFFERS = {"visited": visited}
