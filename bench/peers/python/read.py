"""Columns and rows."""

from task import Task


class NumpyBlocks(Task):
    def run(self) -> dict:
        with self.client.query_np_stream(self.sql) as blocks:
            return {"rows": sum(len(block) for block in blocks)}


class ColumnBlocks(Task):
    def run(self) -> dict:
        with self.client.query_column_block_stream(self.sql) as blocks:
            return {"rows": sum(len(columns[0]) for columns in blocks)}


class ArrowBatches(Task):
    def run(self) -> dict:
        with self.client.query_arrow_stream(self.sql) as batches:
            return {"rows": sum(len(batch) for batch in batches)}


class ArrowTable(Task):
    def run(self) -> dict:
        return {"rows": len(self.client.query_arrow(self.sql))}


class Rows(Task):
    """Tuples, which are what this client makes of rows; dictionaries take longer."""

    def summed(self, blocks) -> dict:
        count = 0
        total = 0
        add = self.adder()
        for rows in blocks:
            count += len(rows)
            total += add(rows)
        return {"rows": count, "sum": total}

    def adder(self):
        if self.dataset == "nums":
            return lambda rows: sum(row[1] for row in rows)
        name = 2 if self.dataset == "mixed" else 1
        return lambda rows: sum(len(row[name]) for row in rows)


class RowBlocks(Rows):
    def run(self) -> dict:
        with self.client.query_row_block_stream(self.sql) as blocks:
            return self.summed(blocks)


class RowByRow(Rows):
    """Of the dataset nums."""

    def run(self) -> dict:
        count = 0
        total = 0
        with self.client.query_rows_stream(self.sql) as rows:
            for row in rows:
                count += 1
                total += row[1]
        return {"rows": count, "sum": total}


class RowsInMemory(Rows):
    def run(self) -> dict:
        return self.summed([self.client.query(self.sql).result_rows])


TASKS = {
    "query_np_stream": NumpyBlocks,
    "query_column_block_stream": ColumnBlocks,
    "query_arrow": ArrowTable,
    "query_arrow_stream": ArrowBatches,
    "query_row_block_stream": RowBlocks,
    "query_rows_stream": RowByRow,
    "query": RowsInMemory,
}
