"""A process that works until all work is done, or until it kills itself at the named step.

`python -m tests.work.worker FOLDER deliver|create|post|nothing [STEP]`
"""

import asyncio
import sys
from pathlib import Path

from dbos import DBOS

from tests.work.desk_double import DeskDouble, new_ticket, now, post, submission
from work.engine import DurableEngine
from work.workers import Workers


async def work(folder: Path, begin: str, dying: str) -> None:
    double = DeskDouble(folder / "deeds", dying)
    engine = DurableEngine(folder / "engine.db", now)
    engine.launch(Workers(double, double, double))
    await engine.open()
    if begin == "deliver":
        double.waits["attempt s1"] = [0.3]
        await engine.deliver(submission())
    elif begin == "create":
        double.waits["attempt n1"] = [0.3]
        await engine.create(new_ticket())
    elif begin == "post":
        double.waits["say hello"] = [0.3]
        await engine.post(post())
    async with asyncio.timeout(20):
        while await DBOS.list_workflows_async(status=["PENDING", "ENQUEUED"], load_input=False, load_output=False):
            await asyncio.sleep(0.05)
    await engine.close()


def main(folder: Path, begin: str, dying: str) -> None:
    asyncio.run(work(folder, begin, dying))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "")
