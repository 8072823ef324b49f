"""What all tasks have: an assignment (bench/task.ts) and a client."""

from urllib.parse import urlsplit

import clickhouse_connect


class Task:
    """Done twice."""

    def __init__(self, assignment: dict, **options) -> None:
        self.rows = assignment["rows"]
        self.table = assignment["table"]
        self.target = assignment["target"]
        self.dataset = assignment["dataset"]
        url = urlsplit(assignment["url"])
        self.client = clickhouse_connect.get_client(
            host=url.hostname,
            port=url.port,
            compress=assignment["compression"] or False,
            autogenerate_session_id=False,
            **options,
        )

    @property
    def sql(self) -> str:
        return f"SELECT * FROM {self.table}"

    def reset(self) -> None:
        """Undoes what an earlier run left."""

    def run(self) -> dict:
        raise NotImplementedError
