"""The engine of durable work: DBOS on a SQLite file of its own. Each unusual option below has its reason beside it."""

import asyncio
import contextvars
import json
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import structlog
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID
from pydantic import TypeAdapter

from desk.errors import DeskError, StorageUnusable
from desk.model.characters import whole
from desk.model.new_tickets import NewTicket
from desk.model.posts import Post
from desk.model.submissions import Submission
from desk.ports.runtime import Clock
from work.file import forget_the_future, pending_work, prepare
from work.loops import cancel, run_on
from work.workers import Carrier, Workers

VERSION = "1"
"""Never changes, so that each release finishes the work that an earlier one began.

A changed workflow branches on `DBOS.patch_async`.
"""
EXECUTOR = "local"
KEEP = timedelta(days=30)
"""How long the record of finished work is kept."""
AFTER_A_MISTAKE = 60.0
"""Seconds before a step that failed unexpectedly is tried again."""
AFTER_STORAGE_TROUBLE = 5.0
"""Seconds before a step is tried again that could not read or write the database."""
PER_CHANNEL = "posts"
"""The name of the queue of posts. It starts one post a second in each channel, which is Slack's limit."""

Workflow = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]

Wanted = TypeVar("Wanted")

_submission = TypeAdapter(Submission)
_new_ticket = TypeAdapter(NewTicket)
_post = TypeAdapter(Post)

log = structlog.get_logger()


class NotStored(DeskError):
    """This could not be saved in time. Please try again; your text is kept."""


class DurableEngine:
    """Implements `desk.ports.runtime.Engine`. The library allows one engine per process."""

    def __init__(
        self, path: Path, clock: Clock, start_deadline: float = 2.0, after_a_mistake: float = AFTER_A_MISTAKE
    ) -> None:
        self._path = path
        self._clock = clock
        self._start_deadline = start_deadline
        self._after_a_mistake = after_a_mistake
        self._workers: Workers | None = None
        self._loop: asyncio.AbstractEventLoop  # of `launch`: every step runs on it
        self._latest = clock()
        self._busy: set[asyncio.Task[Any]] = set()
        self._workflows: dict[asyncio.Task[Any], str | None] = {}
        self._dropped: frozenset[str] = frozenset()
        # The engine's file holds the names of workflows and steps, so they never change.
        self._deliver = self._carry_workflow(
            "deliver", ("record", "attempt", "tell"), _submission, lambda: self._work.updates
        )
        self._create = self._carry_workflow(
            "create", ("record new", "attempt new", "tell of new"), _new_ticket, lambda: self._work.creations
        )
        self._say = self._post_workflow()

    def launch(self, workers: Workers) -> None:
        """Blocks for about 0.1 s. Work that the last process left unfinished goes on.

        Every step runs on the event loop that calls this.
        """
        self._workers, self._loop = workers, asyncio.get_running_loop()
        logging.getLogger("dbos").addFilter(_without_arguments)
        prepare(self._path, self._clock())
        DBOS(
            config=DBOSConfig(
                name="partnerdesk",
                system_database_url=f"sqlite:///{self._path}",
                application_version=VERSION,
                executor_id=EXECUTOR,
                max_executor_threads=4,
                serializer=DBOSPortableJSONSerializer(),
                log_level="WARNING",
                run_migrations=True,
                db_engine_kwargs={"hide_parameters": True},  # otherwise a failed write logs the text it was to store
            )
        )
        DBOS.launch()

    async def open(self) -> None:
        """Sets up the queue of posts; the engine must have been launched."""
        await DBOS.register_queue_async(
            PER_CHANNEL,
            partition_limiter={"limit": 1, "period": 1.0},
            polling_interval_sec=0.25,
            on_conflict="always_update",
        )

    async def close(self, drain_seconds: float = 10.0) -> None:
        """Waits until running steps have ended, then stops. The next start goes on with unfinished workflows."""
        if self._busy:
            await asyncio.wait(self._busy, timeout=drain_seconds)
        # The library takes a cancelled workflow for one whose process died: it stays pending.
        await asyncio.gather(*[cancel(workflow) for workflow in list(self._workflows)])
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)

    async def deliver(self, submission: Submission) -> None:
        await self._in_time(self._start(submission.id, self._deliver, _submission.dump_python(submission, mode="json")))

    async def create(self, new: NewTicket) -> None:
        await self._in_time(self._start(new.id, self._create, _new_ticket.dump_python(new, mode="json")))

    async def post(self, post: Post) -> None:
        await self._in_time(self._enqueue(post))

    async def watch_clock(self) -> None:
        """Corrects stored moments that lie in the future because the clock was put back.

        Without this the engine would wait until the clock has reached them.
        """
        now = self._clock()
        if now < self._latest:
            log.warning("engine.clock_put_back", seconds=(self._latest - now).total_seconds())
            await asyncio.to_thread(forget_the_future, self._path, now)
        self._latest = now

    async def take_up_dropped(self) -> None:
        """Resumes workflows that the library stopped running because it could not write its record (disk full).

        Without this only the next start would resume them. A workflow is resumed when two calls in a row find it
        pending and not running: after one call it may just be starting or ending.
        """
        pending = await asyncio.to_thread(pending_work, self._path)
        dropped = pending - {name for name in list(self._workflows.values()) if name}
        for name in dropped & self._dropped:
            log.warning("engine.taken_up_again", workflow=name)
            await DBOS.resume_workflow_async(name)
        self._dropped = dropped

    async def forget_finished(self) -> int:
        """Deletes the record of work that ended more than 30 days ago, at most 1,000 at a time; how many it deleted."""
        before = (self._clock() - KEEP).isoformat()
        old = await DBOS.list_workflows_async(
            completed_before=before, status=["SUCCESS"], limit=1000, load_input=False, load_output=False
        )
        if old:
            await DBOS.delete_workflows_async([each.workflow_id for each in old])
        return len(old)

    async def _start(self, workflow_id: str, workflow: Workflow, order: dict[str, Any]) -> None:
        with SetWorkflowID(workflow_id):
            await DBOS.start_workflow_async(workflow, _without_half_characters(order))

    async def _enqueue(self, post: Post) -> None:
        with SetWorkflowID(f"post:{post.key}"), SetEnqueueOptions(queue_partition_key=post.to):
            await DBOS.enqueue_workflow_async(
                PER_CHANNEL, self._say, _without_half_characters(_post.dump_python(post, mode="json"))
            )

    async def _in_time(self, start: Coroutine[Any, Any, None]) -> None:
        """Raises `NotStored` when the start takes too long; it then still goes on in the background.

        The empty context keeps work that a step starts from becoming a child of that step's workflow.
        """
        task = asyncio.get_running_loop().create_task(start, context=contextvars.Context())
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        done, _ = await asyncio.wait({task}, timeout=self._start_deadline)
        if not done:
            task.add_done_callback(_log_failure)
            raise NotStored
        await task

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Keeps the workflow's task in `_workflows` while it runs or sleeps, so that `close` can cancel it."""
        task = asyncio.current_task()
        if task is None:
            raise AssertionError("a workflow runs in a task")
        self._workflows[task] = DBOS.workflow_id
        try:
            yield
        finally:
            del self._workflows[task]

    async def _step(self, step: Callable[[], Awaitable[float | None]]) -> float | None:
        """Seconds to wait before the step is tried again; None when it succeeded. Raises no `Exception`.

        The library runs queued work on a loop of its own while the loop of `launch` stands still. What the step uses
        (locks, HTTP clients) belongs to the loop of `launch`, so the step waits for that loop.
        """
        try:
            return await run_on(self._loop, self._counted(step))
        except StorageUnusable as trouble:
            log.warning("work.waits_for_storage", workflow=DBOS.workflow_id, problem=str(trouble))
            return AFTER_STORAGE_TROUBLE
        except Exception:
            log.exception("work.failed", workflow=DBOS.workflow_id)
            return self._after_a_mistake

    async def _counted(self, step: Callable[[], Awaitable[float | None]]) -> float | None:
        """Keeps the step's task in `_busy` while it runs, so that `close` waits for it."""
        task = asyncio.current_task()
        if task is None:
            raise AssertionError("a coroutine runs in a task")
        self._busy.add(task)
        try:
            return await step()
        finally:
            self._busy.discard(task)

    @property
    def _work(self) -> Workers:
        if self._workers is None:
            raise AssertionError("the engine is launched before it works")
        return self._workers

    def _carry_workflow(
        self,
        name: str,
        steps: tuple[str, str, str],
        orders: TypeAdapter[Wanted],
        carrier: Callable[[], Carrier[Wanted]],
    ) -> Workflow:
        @DBOS.step(name=steps[0])
        async def record(order: dict[str, Any]) -> float | None:
            return await self._step(lambda: carrier().record(orders.validate_python(order)))

        @DBOS.step(name=steps[1])
        async def attempt(order: dict[str, Any]) -> float | None:
            return await self._step(lambda: carrier().attempt(order["id"]))

        @DBOS.step(name=steps[2])
        async def tell(order: dict[str, Any]) -> float | None:
            return await self._step(lambda: carrier().tell(order["id"]))

        @DBOS.workflow(name=name, max_recovery_attempts=None)
        async def carry(order: dict[str, Any]) -> None:
            with self._kept():
                for step in (record, attempt, tell):
                    while (wait := await step(order)) is not None:
                        await DBOS.sleep_async(wait)

        return carry

    def _post_workflow(self) -> Workflow:
        @DBOS.step(name="say")
        async def say(post: dict[str, Any]) -> float | None:
            return await self._step(lambda: self._work.posting.attempt(_post.validate_python(post)))

        @DBOS.workflow(name="post", max_recovery_attempts=None)
        async def post(message: dict[str, Any]) -> None:
            with self._kept():
                while (wait := await say(message)) is not None:
                    await DBOS.sleep_async(wait)

        return post


def _without_half_characters(values: dict[str, Any]) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(whole(json.dumps(values, ensure_ascii=False)))
    return stored


def _without_arguments(record: logging.LogRecord) -> bool:
    """A log filter that cuts off the step's arguments, since they hold what people wrote."""
    record.msg, record.args = re.split(r"[{<]|functools", record.getMessage(), maxsplit=1)[0], ()
    return True


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (problem := task.exception()):
        log.error("engine.late_start_failed", problem=type(problem).__name__)
