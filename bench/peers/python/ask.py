"""SELECT 1."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from clickhouse_connect.driver.httputil import get_pool_manager
from task import Task

AT_ONCE = 32


class Ask(Task):
    def ask(self, _=None) -> int:
        return self.client.query("SELECT 1").result_rows[0][0]

    def run(self) -> dict:
        times = []
        total = 0
        for _ in range(self.rows):
            start = time.perf_counter()
            total += self.ask()
            times.append(time.perf_counter() - start)
        return {"rows": self.rows, "sum": total, "latency": statistics.median(times)}


class AskAtOnce(Ask):
    """By threads, as the client is synchronous."""

    def __init__(self, assignment: dict) -> None:
        super().__init__(assignment, pool_mgr=get_pool_manager(maxsize=AT_ONCE))

    def run(self) -> dict:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return {"rows": self.rows, "sum": sum(threads.map(self.ask, range(self.rows)))}


TASKS = {"SELECT 1": Ask, "SELECT 1 at once": AskAtOnce}
