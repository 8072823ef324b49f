SELECT * FROM format(JSONEachRow,
  'j JSON, t JSON(a.b UInt32, `c d` Nullable(String), skipped.q Int8, SKIP z), n Nullable(JSON(max_dynamic_paths=64)), l Array(JSON), m Map(String, JSON), u Tuple(o JSON, i UInt8)',
$$
{"j": {"a": 1, "b": {"c": "x", "d": [1, 2, null]}, "e": 1.5, "f": true}, "t": {"a": {"b": 7}, "c d": "y", "z": 1}, "n": {"a": 1}, "l": [{"a": 1}, {"b": "2"}], "m": {"k": {"x": -1}}, "u": {"o": {"o": {"p": {"q": 9007199254740993}}}, "i": 1}}
{"j": {}, "t": {"more": [{"x": 1, "y": [{"z": "deep"}]}, {"x": "text"}]}, "n": null, "l": [], "m": {}, "u": {"o": {}, "i": 2}}
{"j": {"a": "text", "list": [{"x": 1}, {"x": 2, "y": {"z": [[1], []]}}]}, "t": {}, "n": {"b": "ä"}, "l": [{}], "m": {"k": {}, "l": {"y": false}}, "u": {"o": {"o": 18446744073709551615}, "i": 3}}
{"j": {"b": {"c": 3}, "day": "2020-01-02", "mixed": [1, "a", 1.5, [true], null]}, "t": {"c d": null, "q": "line\nbreak"}, "n": {}, "l": [{"a": [], "b": {}}], "m": {}, "u": {"o": {"o": null}, "i": 4}}
$$)
SETTINGS output_format_native_use_flattened_dynamic_and_json_serialization = 1
