"""Django Tasks on the lease table: `@task()` functions of any Django app run as jobs."""

from __future__ import annotations

from typing import Any

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from marketloop.platform import jobs
from marketloop.platform.models import Job, JobState

_STATUS = {
    JobState.QUEUED: TaskResultStatus.READY,
    JobState.RUNNING: TaskResultStatus.RUNNING,
    JobState.DONE: TaskResultStatus.SUCCESSFUL,
    JobState.FAILED: TaskResultStatus.FAILED,
    JobState.CANCELLED: TaskResultStatus.FAILED,
}


@jobs.job("platform.django_task", retries=3)
def run_django_task(ctx: jobs.JobContext, *, path: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Run the task function at `path` (dotted)."""
    return import_string(path).func(*args, **kwargs)


class LeaseTableBackend(BaseTaskBackend):
    """Stores tasks as jobs: delay, priority and results work; a killed worker's task runs again."""

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Queue the task in the caller's transaction."""
        self.validate_task(task)
        payload = {"path": task.module_path, "args": list(args), "kwargs": dict(kwargs)}
        job_id = jobs.enqueue(run_django_task, payload, run_at=task.run_after, priority=task.priority)
        return self._result(jobs.get_job(job_id), task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The state of a queued task; raises TaskResultDoesNotExist."""
        row = (
            Job.objects.filter(id=int(result_id), name=run_django_task.name).first()
            if result_id.isdigit()
            else None
        )
        if row is None:
            raise TaskResultDoesNotExist(result_id)
        return self._result(row, import_string(row.payload["path"]))

    def _result(self, row: Job, task: Task[Any, Any]) -> TaskResult[Any]:
        errors = (
            [TaskError(exception_class_path="builtins.Exception", traceback=row.error)] if row.error else []
        )
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=str(row.id),
            status=_STATUS[JobState(row.state)],
            enqueued_at=row.created_at,
            started_at=None,
            last_attempted_at=None,
            finished_at=row.finished_at,
            args=row.payload["args"],
            kwargs=row.payload["kwargs"],
            backend=self.alias,
            errors=errors,
            worker_ids=[],
        )
        object.__setattr__(result, "_return_value", row.result)
        return result
