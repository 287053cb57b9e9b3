"""`make faults`: a run of any size, its seed first and its table last; exit code 1 unless all was well."""

import argparse
import asyncio
import logging
import os
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.kinds import KINDS
from tests.faults.run import Size, run
from tests.faults.table import complaints, printed, total


def main() -> int:
    wanted = _arguments()
    print(f"seed {wanted.seed}", flush=True)
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # a bot that dies in mid-request is no mistake here
    kinds = tuple(kind for kind in KINDS if wanted.kind in kind.name)
    size = Size(
        wanted.submissions,
        wanted.assignments,
        wanted.kills,
        wanted.towns,
        checks=not wanted.without_checks,
        kinds=kinds,
    )
    begun = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="partnerdesk-faults-"))

    def tell(line: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {line}", flush=True)

    outcome = asyncio.run(run(size, wanted.seed, folder, tell))
    if total(outcome).is_well:
        shutil.rmtree(folder)
    else:
        print(f"\nWhat the bots logged and remembered is in {folder}.")
    print(f"\nseed {wanted.seed}, {time.monotonic() - begun:.0f} s", *complaints(outcome), *printed(outcome), sep="\n")
    return 0 if total(outcome).is_well else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--seed", default=os.environ.get("SEED") or secrets.token_hex(4))
    for name, number in (("submissions", 1000), ("assignments", 1000), ("kills", 200), ("towns", 10)):
        parser.add_argument(f"--{name}", type=int, default=int(os.environ.get(name.upper()) or number))
    parser.add_argument("--kind", default=os.environ.get("KIND", ""), help="only the kinds with this in their names")
    parser.add_argument("--without-checks", action="store_true", default=bool(os.environ.get("WITHOUT_CHECKS")))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
