"""The engine: DBOS on its own SQLite file, set up against each trap that DESIGN.md 6 names."""

import asyncio
import contextvars
import json
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

import structlog
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID
from pydantic import TypeAdapter

from desk.errors import DeskError, StorageUnusable
from desk.model.new_tickets import NewTicket
from desk.model.posts import Post
from desk.model.submissions import Submission
from desk.ports.runtime import Clock
from work.file import forget_the_future, pending_work, prepare

VERSION = "1"
"""Never changes: work begun by one release is finished by the next. Changed workflows branch on `DBOS.patch_async`."""
EXECUTOR = "local"
KEEP = timedelta(days=30)
AFTER_A_MISTAKE = 60.0
"""Seconds before a step that failed unexpectedly is tried again."""
AFTER_STORAGE_TROUBLE = 5.0
"""Seconds before a step is tried again for which the database could not be read or written."""
PER_CHANNEL = "posts"
"""The queue of posts: one a second in each channel, as Slack asks."""

Workflow = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]

Wanted = TypeVar("Wanted")

_submission = TypeAdapter(Submission)
_new_ticket = TypeAdapter(NewTicket)
_post = TypeAdapter(Post)

log = structlog.get_logger()


class NotStored(DeskError):
    """This could not be saved in time. Please try again; your text is kept."""


Order_contra = TypeVar("Order_contra", contravariant=True)


class Carrier(Protocol[Order_contra]):
    """Carries what somebody asked for to Zendesk."""

    async def record(self, order: Order_contra, /) -> None: ...
    async def attempt(self, order_id: str, /) -> float | None:
        """Seconds to wait before the next try; None when it is over."""
        ...

    async def tell(self, order_id: str, /) -> None: ...


class Poster(Protocol):
    async def attempt(self, post: Post) -> float | None: ...


@dataclass(frozen=True)
class Workers:
    """The use cases that the workflows' steps call."""

    updates: Carrier[Submission]
    posting: Poster
    creations: Carrier[NewTicket]


class DurableEngine:
    """Implements `desk.ports.runtime.Engine`. The library keeps one engine per process, so there is one of these."""

    def __init__(
        self, path: Path, clock: Clock, start_deadline: float = 2.0, after_a_mistake: float = AFTER_A_MISTAKE
    ) -> None:
        self._path = path
        self._clock = clock
        self._start_deadline = start_deadline
        self._after_a_mistake = after_a_mistake
        self._workers: Workers | None = None
        self._latest = clock()
        self._busy: set[asyncio.Task[Any]] = set()
        self._workflows: dict[asyncio.Task[Any], str | None] = {}
        self._dropped: frozenset[str] = frozenset()
        # The names of workflows and steps stand in the engine's file: they never change either.
        self._deliver = self._carry_workflow(
            "deliver", ("record", "attempt", "tell"), _submission, lambda: self._work.updates
        )
        self._create = self._carry_workflow(
            "create", ("record new", "attempt new", "tell of new"), _new_ticket, lambda: self._work.creations
        )
        self._say = self._post_workflow()

    def launch(self, workers: Workers) -> None:
        """Blocks for about a tenth of a second; work that was under way when the last process ended goes on."""
        self._workers = workers
        logging.getLogger("dbos").addFilter(_without_what_people_wrote)
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
                db_engine_kwargs={"hide_parameters": True},  # else a failed write logs the text that was to be written
            )
        )
        DBOS.launch()

    async def open(self) -> None:
        """What can only be set up once the engine runs."""
        await DBOS.register_queue_async(
            PER_CHANNEL,
            partition_limiter={"limit": 1, "period": 1.0},
            polling_interval_sec=0.25,
            on_conflict="always_update",
        )

    async def close(self, drain_seconds: float = 10.0) -> None:
        """Lets steps that are under way end; what sleeps or waits is taken up at the next start."""
        if self._busy:
            await asyncio.wait(self._busy, timeout=drain_seconds)
        for task in self._workflows:
            task.cancel()  # to the engine a cancelled task is one that died: its work stays pending
        await asyncio.gather(*self._workflows, return_exceptions=True)
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)

    async def deliver(self, submission: Submission) -> None:
        await self._in_time(self._start(submission.id, self._deliver, _submission.dump_python(submission, mode="json")))

    async def create(self, new: NewTicket) -> None:
        await self._in_time(self._start(new.id, self._create, _new_ticket.dump_python(new, mode="json")))

    async def post(self, post: Post) -> None:
        await self._in_time(self._enqueue(post))

    async def watch_clock(self) -> None:
        """After the clock was put back, what had begun before would count as just begun until it has caught up."""
        now = self._clock()
        if now < self._latest:
            log.warning("engine.clock_put_back", seconds=(self._latest - now).total_seconds())
            await asyncio.to_thread(forget_the_future, self._path, now)
        self._latest = now

    async def take_up_dropped(self) -> None:
        """What the library lets go of when it cannot write its record, for want of disk space, say.

        It would be taken up at the next start. Seen twice, it is not just about to begin or to end.
        """
        pending = await asyncio.to_thread(pending_work, self._path)
        dropped = pending - {name for name in self._workflows.values() if name}
        for name in dropped & self._dropped:
            log.warning("engine.taken_up_again", workflow=name)
            await DBOS.resume_workflow_async(name)
        self._dropped = dropped

    async def forget_finished(self) -> int:
        """Deletes the engine's record of work that ended more than 30 days ago."""
        before = (self._clock() - KEEP).isoformat()
        old = await DBOS.list_workflows_async(
            completed_before=before, status=["SUCCESS"], limit=1000, load_input=False, load_output=False
        )
        if old:
            await DBOS.delete_workflows_async([each.workflow_id for each in old])
        return len(old)

    async def _start(self, workflow_id: str, workflow: Workflow, order: dict[str, Any]) -> None:
        with SetWorkflowID(workflow_id):
            await DBOS.start_workflow_async(workflow, _whole(order))

    async def _enqueue(self, post: Post) -> None:
        with SetWorkflowID(f"post:{post.key}"), SetEnqueueOptions(queue_partition_key=post.to):
            await DBOS.enqueue_workflow_async(PER_CHANNEL, self._say, _whole(_post.dump_python(post, mode="json")))

    async def _in_time(self, start: Coroutine[Any, Any, None]) -> None:
        """In a context of its own: a step that starts work does not make it its child."""
        task = asyncio.get_running_loop().create_task(start, context=contextvars.Context())
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        done, _ = await asyncio.wait({task}, timeout=self._start_deadline)
        if not done:
            task.add_done_callback(_look_at)
            raise NotStored
        await task

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Knows the workflow's task while it runs or sleeps, for `close`."""
        task = asyncio.current_task()
        if task is None:
            raise AssertionError("a workflow runs in a task")
        self._workflows[task] = DBOS.workflow_id
        try:
            yield
        finally:
            del self._workflows[task]

    async def _step(self, step: Callable[[], Awaitable[float | None]]) -> float | None:
        """Counts what is under way, so that a clean stop waits for it. Work is never lost to a mistake of ours."""

        async def taken() -> float | None:
            return await step()

        task = asyncio.ensure_future(taken())
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        try:
            return await task
        except StorageUnusable as trouble:
            log.warning("work.waits_for_storage", workflow=DBOS.workflow_id, problem=str(trouble))
            return AFTER_STORAGE_TROUBLE
        except Exception:
            log.exception("work.failed", workflow=DBOS.workflow_id)
            return self._after_a_mistake

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


def _whole(values: dict[str, Any]) -> dict[str, Any]:
    """Half of a character, which some keyboards send, cannot be stored: it becomes U+FFFD."""
    text = json.dumps(values, ensure_ascii=False)
    stored: dict[str, Any] = json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return stored


def _without_what_people_wrote(record: logging.LogRecord) -> bool:
    """The library names a step with its arguments, and ours hold an analysis."""
    record.msg, record.args = re.split(r"[{<]|functools", record.getMessage(), maxsplit=1)[0], ()
    return True


def _look_at(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (problem := task.exception()):
        log.error("engine.late_start_failed", problem=type(problem).__name__)
