"""What Wagtail calls when a workflow has passed all its tasks (WAGTAIL_FINISH_WORKFLOW_ACTION)."""

from typing import Any


def finish(workflow_state: Any, user: Any = None) -> None:
    from cms.procedure.actions import finish_workflow  # noqa: PLC0415 -- Wagtail imports this while its models load

    finish_workflow(workflow_state, user)
