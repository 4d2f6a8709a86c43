from cms.extension import Indicator, Subject
from tests.extension.sample.breaking import maybe


def visits(year):
    from tests.extension.sample.models import Visit

    maybe("indicator")
    return Visit.objects.count()


def unknown(year):
    return None


INDICATORS = [
    Indicator("visits", "访问数", visits, unit="次", basis="样例"),
    Indicator("unknown", "还不知道的", unknown, subject=Subject.OBLIGATION),
]
