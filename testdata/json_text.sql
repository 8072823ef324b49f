SELECT * FROM format(JSONEachRow, 'j JSON, t JSON(a.b UInt32), n Nullable(JSON), l Array(JSON)',
$$
{"j": {"f": 1.5, "b": {"c": "x"}}, "t": {"a": {"b": 7}, "c d": "y"}, "n": {"a": true}, "l": [{"a": "ä"}, {"b": ["2"]}]}
{"j": {}, "t": {}, "n": null, "l": []}
$$)
SETTINGS output_format_native_write_json_as_string = 1
