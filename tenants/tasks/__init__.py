"""Background work that knows whose it is: the queue in the ledger, the worker, periodic jobs, what falls due.

`@task()` of django_tasks is all that a caller needs; `tenants/tasks/task.py` says what a task can declare.
"""
