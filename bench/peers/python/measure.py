"""One measurement of clickhouse-connect: the argument says what to do, a line of JSON answers."""

import json
import sys
import time

import ask
import insert
import read

TASKS = {**read.TASKS, **insert.TASKS, **ask.TASKS}


def main() -> None:
    assignment = json.loads(sys.argv[1])
    task = TASKS[assignment["does"]](assignment)
    first, _ = measured(task)
    second, outcome = measured(task)
    print(json.dumps({"firstMs": first, "ms": second, "peakBytes": peak_bytes(), "outcome": outcome}))


def measured(task) -> tuple[float, dict]:
    """Its time, or the one that it says itself."""
    task.reset()
    start = time.perf_counter()
    outcome = task.run()
    took = time.perf_counter() - start
    return outcome.pop("latency", took) * 1000, outcome


def peak_bytes() -> int:
    """0 where the system does not tell."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except OSError:
        return 0


main()
