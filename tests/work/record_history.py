"""Records the engine's file in the middle of a delivery and a post, for later releases to finish.

`python -m tests.work.record_history tests/work/history/RELEASE.sql`
"""

import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path


def record(history: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for what in ("deliver", "post"):
            subprocess.run([sys.executable, "-m", "tests.work.worker", folder, what, "sleeping"], check=False)  # noqa: S603
        with sqlite3.connect(Path(folder) / "engine.db") as db:
            history.write_text("\n".join(db.iterdump()) + "\n", "utf-8")
        db.close()


if __name__ == "__main__":
    record(Path(sys.argv[1]))
