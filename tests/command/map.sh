# --map: JSON whose C ranges are what the file has at those bytes.
numba2c "$ROOT/examples/matmul.ir" -o m.c --map=m.json
python3 - <<'X'
import json
c = open("m.c", "rb").read()
data = json.load(open("m.json"))
assert data["version"] == 1 and len(data["mappings"]) > 10
lines = c.split(b"\n")
starts = [0]
for line in lines:
    starts.append(starts[-1] + len(line) + 1)
symbols = set()
for mapping in data["mappings"]:
    place = mapping["c"]
    assert place["offset"] + place["length"] <= len(c)
    assert starts[place["line"] - 1] + place["column"] - 1 == place["offset"], mapping
    assert mapping["ir"]["line"] >= 1
    if mapping.get("symbol"):
        symbols.add(mapping["symbol"])
        piece = c[place["offset"]:place["offset"] + place["length"]].decode()
        assert mapping["symbol"] in piece, (mapping, piece)
assert {"multiply", "main", "factor"} <= symbols, symbols
X
