from cms.extension import Every, Periodic, task
from tests.extension.sample.breaking import maybe


@task(idempotent=True, label="样例任务")
def count(name):
    from tests.extension.sample.models import Visit

    maybe("task")
    Visit.objects.get_or_create(name=name)


@task(idempotent=True, label="样例定期任务")
def sweep():
    from tests.extension.sample.models import Visit

    maybe("periodic")
    Visit.objects.get_or_create(name="swept")


TASKS = [count]
PERIODIC = [Periodic(sweep, Every(60))]
