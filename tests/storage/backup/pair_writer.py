"""Until it is killed: writes the next number to one file, then to the other, and prints it when it is in both."""

import sqlite3
import sys
from itertools import count


def write_for_ever(first: str, second: str) -> None:  # pragma: no cover  killed before coverage is written
    files = [sqlite3.connect(path, isolation_level=None) for path in (first, second)]
    for file in files:
        file.execute("pragma journal_mode = wal")
        file.execute("create table numbers (number integer primary key, weight blob)")
    for number in count():
        for file in files:
            file.execute("insert into numbers values (?, zeroblob(20000))", [number])
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":  # pragma: no cover
    write_for_ever(sys.argv[1], sys.argv[2])
