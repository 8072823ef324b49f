"""Inserts of what has been read before."""

from task import Task


class Insert(Task):
    def __init__(self, assignment: dict) -> None:
        super().__init__(assignment)
        self.data = self.read()

    def read(self):
        raise NotImplementedError

    def reset(self) -> None:
        self.client.command(f"TRUNCATE TABLE {self.target}")

    def run(self) -> dict:
        self.insert()
        return {"rows": self.rows}

    def insert(self) -> None:
        raise NotImplementedError


class InsertRows(Insert):
    def read(self):
        result = self.client.query(self.sql)
        self.names, self.types = result.column_names, result.column_types
        return result.result_rows

    def insert(self) -> None:
        self.client.insert(self.target, self.data, column_names=self.names, column_types=self.types)


class InsertArrow(Insert):
    def read(self):
        return self.client.query_arrow(self.sql)

    def insert(self) -> None:
        self.client.insert_arrow(self.target, self.data)


TASKS = {"insert": InsertRows, "insert_arrow": InsertArrow}
