"""`partnerdesk run`: one process, one loop, one web server around the service."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from bot.service import CannotStart, Service
from bot.settings import Settings
from bot.web.app import Web, plain_error
from desk.errors import StorageUnusable
from work.lock import AlreadyRunning

log = structlog.get_logger()


def run(settings: Settings) -> str | None:
    """Runs until it is told to stop. Returns the reason when it could not start."""
    # After stopping, the server raises the signal again: then the bot is done as well.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    service = Service(settings)
    runner = _Runner(settings, service)
    runner.server.run()
    return runner.failure


class _Runner:
    def __init__(self, settings: Settings, service: Service) -> None:
        self.failure: str | None = None
        self._service = service
        secret = settings.zendesk_webhook_secret
        app = Starlette(
            routes=Web(service, secret.get_secret_value() if secret else None).routes,
            lifespan=self._lifespan,
            exception_handlers={HTTPException: plain_error, Exception: plain_error},
        )
        self.server = uvicorn.Server(
            uvicorn.Config(
                app,
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=10,
            )
        )

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """The web server answers while the service starts: `/healthz` is well, `/readyz` not yet."""
        starting = asyncio.create_task(self._start())
        yield
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await self._service.stop()

    async def _start(self) -> None:
        try:
            await self._service.start()
        except (AlreadyRunning, CannotStart, StorageUnusable) as reason:
            self.failure = str(reason)
            self.server.should_exit = True
        except Exception as mistake:
            log.exception("bot.start_failed")
            self.failure = f"The start failed unexpectedly: {type(mistake).__name__}. The log above has the details."
            self.server.should_exit = True
