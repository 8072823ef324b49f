"""What PyArrow reads and writes, for `npm run golden:arrow`.

`golden_arrow.py read DIRECTORY`: the values of `server.arrow` and `server.parquet`, which must be the same, into `server.json`.
`golden_arrow.py write DIRECTORY`: columns of every kind, as IPC and Parquet.
"""

import datetime
import decimal
import json
import struct
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.parquet as parquet

NANOSECONDS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}


def shown(scalar):
    """A value as JSON that loses nothing: a letter for its kind, and its digits or bytes."""
    kind = scalar.type
    if pa.types.is_dictionary(kind):
        return shown(scalar.value) if scalar.is_valid else None
    if not scalar.is_valid:
        return None
    if pa.types.is_integer(kind):
        return f"i:{scalar.as_py()}"
    if pa.types.is_floating(kind):
        return "f:" + struct.pack(">d", scalar.as_py()).hex()
    if pa.types.is_string(kind):
        return f"s:{scalar.as_py()}"
    if pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return "b:" + scalar.as_py().hex()
    if pa.types.is_date32(kind):
        return f"d:{scalar.value}"
    if pa.types.is_timestamp(kind):
        return f"t:{scalar.value * NANOSECONDS[kind.unit]} {kind.tz}"
    if pa.types.is_decimal(kind):
        return f"n:{int(scalar.as_py().scaleb(kind.scale, CONTEXT))}e-{kind.scale}"
    if pa.types.is_map(kind):
        return [shown(entry) for entry in scalar.values]
    if pa.types.is_list(kind):
        return [shown(value) for value in scalar.values]
    if pa.types.is_struct(kind):
        return {name: shown(scalar[name]) for name in scalar.keys()}
    raise TypeError(str(kind))


CONTEXT = decimal.Context(prec=100)


def columns(table):
    return {name: [shown(value) for value in table.column(name)] for name in table.column_names}


def read(directory):
    stream = columns(ipc.open_stream(directory / "server.arrow").read_all())
    file = columns(parquet.read_table(directory / "server.parquet"))
    for name, values in stream.items():
        if instants(file[name]) != instants(values):
            raise ValueError(f"{name}: {values} in Arrow, {file[name]} in Parquet")
    lines = [f"  {json.dumps(name)}: {json.dumps(values, ensure_ascii=False)}" for name, values in stream.items()]
    (directory / "server.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def instants(values):
    """Without zones, of which Parquet has none."""
    return [value.split(" ")[0] if str(value).startswith("t:") else value for value in values]


def write(directory):
    table = foreign()
    with ipc.new_stream(directory / "foreign.arrow", table.schema) as writer:
        # Batches that begin within others.
        for start, length in ((0, 1), (1, 3), (4, 0), (4, 2)):
            for batch in table.slice(start, length).to_batches():
                writer.write_batch(batch)
    feather.write_feather(table, directory / "foreign.lz4.feather", compression="lz4")
    with ipc.new_stream(
        directory / "foreign.zstd.arrow", table.schema, options=ipc.IpcWriteOptions(compression="zstd")
    ) as writer:
        writer.write_table(table)
    stored = table.select([name for name in table.column_names if name not in NOT_OF_PARQUET])
    parquet.write_table(stored, directory / "foreign.parquet")
    deltas(directory)
    for name, column in UNSUPPORTED.items():
        bad = pa.table({"id": pa.array([1, 2, 3]), name: column})
        with ipc.new_stream(directory / f"foreign.{name}.arrow", bad.schema) as writer:
            writer.write_table(bad)


UNSUPPORTED = {
    "run_ends": pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["a", "b"])),
    "list_view": pa.array([[1], [2, 3], []], pa.list_view(pa.int32())),
}

#: Parquet has none of these, or the server reads no such Parquet.
NOT_OF_PARQUET = {
    "half", "month_day_nano", "duration", "dense", "sparse", "nothing", "d256", "binary_view", "text_view", "date64",
    "time32", "time64", "dictionary_of_nulls", "list_of_dictionaries", "uuid", "fixed_list", "large_list",
}


def deltas(directory):
    """A dictionary that grows from batch to batch, and one that is replaced."""
    batches = [
        pa.record_batch({"c": pa.DictionaryArray.from_arrays(pa.array(keys, pa.int8()), pa.array(values))})
        for keys, values in (([0, 1, None], ["a", "b"]), ([2, 0], ["a", "b", "c"]), ([0, 1], ["x", "y"]))
    ]
    options = ipc.IpcWriteOptions(emit_dictionary_deltas=True)
    with ipc.new_stream(directory / "foreign.deltas.arrow", batches[0].schema, options=options) as writer:
        for batch in batches:
            writer.write_batch(batch)


def foreign():
    """Six rows of everything; most columns are slices of longer ones."""
    Decimal = decimal.Decimal
    at = [datetime.datetime(1950 + 20 * n, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc) for n in range(6)]
    texts = ["", "a", None, "ä€😀", "a text that is longer than twelve bytes", "x\0y"]
    numbers = [None, -1, 0, 1, 127, None]
    seconds = [-1, 0, 1, 59, 3600, 86399]

    def cut(values, kind):
        return pa.array([values[0], *values, values[0]], kind).slice(1, 6)

    def instants(unit, tz):
        counts = [(int(moment.timestamp()) * 10**9 + 789012345) // NANOSECONDS[unit] for moment in at]
        return cut(counts, pa.int64()).cast(pa.timestamp(unit, tz))

    def decimals(kind, *values):
        return cut([Decimal(value) if value is not None else None for value in values], kind)

    entries = [[("a", 1)], [], [("b", None), ("c", 3)], [("d", 4)], [("e", 5)], []]
    lists = [["a", None], [], None, ["b"], ["c", "d", "e"], [""]]
    structs = [{"a": 1, "b": "x"}, {"a": None, "b": "y"}, {"a": 3, "b": ""}, {"a": 4, "b": "z"}, {"a": 5, "b": "z"}, {"a": 6, "b": "z"}]
    type_ids = pa.array([0, 1, 0, 1, 0, 1], pa.int8())
    members = [pa.array(["a", "b", "c"]), pa.array([1, 2, None], pa.int64())]
    table = {
        "id": pa.array(range(6), pa.int32()),
        "bool": cut([True, False, None, True, False, True], pa.bool_()),
        "i8": cut(numbers, pa.int8()),
        "i64": cut(numbers, pa.int64()),
        "u32": cut([0, 1, 2**32 - 1, 3, 4, 5], pa.uint32()),
        "half": pa.array([1.5, -0.25, 0.0, 65504.0, 6e-8, -2.0], pa.float16()),
        "f32": cut([1.5, None, -0.25, 1e30, 0.0, 3.0], pa.float32()),
        "f64": cut([1.5, float("inf"), -0.25, 1e300, 0.0, None], pa.float64()),
        "text": cut(texts, pa.string()),
        "large_text": cut(texts, pa.large_string()),
        "text_view": cut(texts, pa.string_view()),
        "binary": cut([b"\xff\x00", b"", b"abc", None, b"d", b"e"], pa.binary()),
        "binary_view": cut([b"\xff\x00", b"", b"abc", None, b"more than twelve bytes", b"e"], pa.binary_view()),
        "fixed": cut([b"abc", b"def", b"ghi", b"\0\0\0", b"xyz", None], pa.binary(3)),
        "uuid": pa.array([bytes([n] * 15 + [255]) for n in range(6)], pa.uuid()),
        "day": cut([-25000, 0, 1, 20000, None, 5], pa.int32()).cast(pa.date32()),
        "date64": cut([-25000 * 86400000, 0, 86400000, None, 3, 5], pa.int64()).cast(pa.date64()),
        "s": instants("s", None),
        "ms": instants("ms", "Europe/Berlin"),
        "us": instants("us", "UTC"),
        "ns": instants("ns", "+05:30"),
        "time32": cut(seconds[1:] + [7], pa.int32()).cast(pa.time32("s")),
        "time64": cut([second * 10**6 for second in seconds[1:] + [7]], pa.int64()).cast(pa.time64("us")),
        "duration": cut(seconds, pa.duration("s")),
        "month_day_nano": cut([(0, 3, 0), (0, -1, 0), None, (0, 0, 0), (0, 5, 0), (0, 7, 0)], pa.month_day_nano_interval()),
        "d32": decimals(pa.decimal32(9, 2), "1.25", "-1.25", None, "0", "9999999.99", "-0.01"),
        "d64": decimals(pa.decimal64(18, 4), "1.25", "-1.25", None, "0", "99999999999999.9999", "-0.01"),
        "d128": decimals(pa.decimal128(38, 10), "1.25", "-1.25", None, "0", "9999999999999999999999999999.9999999999", "-0.01"),
        "d256": decimals(pa.decimal256(76, 10), "1.25", "-1.25", None, "0", "9" * 66 + ".9999999999", "-0.01"),
        "dictionary": cut(["a", "b", None, "a", "c", "b"], pa.string()).dictionary_encode(),
        "dictionary_of_nulls": pa.DictionaryArray.from_arrays(
            pa.array([0, 1, 2, None, 1, 0], pa.int8()), pa.array(["a", None, "b"])
        ),
        "list_of_dictionaries": pa.ListArray.from_arrays(
            pa.array([0, 1, 1, 3, 4, 5, 6]), pa.array(["a", "b", "a", None, "c", "a"]).dictionary_encode()
        ),
        "lists": cut([value if value is not None else [] for value in lists], pa.list_(pa.string())),
        "large_list": cut([value if value is not None else [] for value in lists], pa.large_list(pa.large_string())),
        "fixed_list": cut([[n, n + 1] for n in range(6)], pa.list_(pa.int16(), 2)),
        "map": cut(entries, pa.map_(pa.string(), pa.int32())),
        "struct": cut(structs, pa.struct([("a", pa.int32()), ("b", pa.string())])),
        "structs": cut(
            [[value, structs[0]] for value in structs], pa.list_(pa.struct([("a", pa.int32()), ("b", pa.string())]))
        ),
        "dense": pa.UnionArray.from_dense(type_ids, pa.array([0, 0, 1, 1, 2, 2], pa.int32()), members, ["String", "Int64"]),
        "sparse": pa.UnionArray.from_sparse(
            type_ids, [pa.array(list("abcdef")), pa.array(range(6), pa.int64())], ["String", "Int64"]
        ),
        "nothing": pa.nulls(6),
    }
    return pa.table(table)


if __name__ == "__main__":
    {"read": read, "write": write}[sys.argv[1]](Path(sys.argv[2]))
