# Every example cut off at many places, and with bytes changed, gives diagnostics or C; never a crash.
python3 - <<'X'
import os, pathlib, random, subprocess, sys
root = pathlib.Path(os.environ["ROOT"])
random.seed(11)
sources = [p.read_bytes() for p in sorted((root / "examples").glob("*.ir"))] + \
          [p.read_bytes() for p in sorted((root / "tests/programs").glob("*.ir"))]
def attempt(text):
    done = subprocess.run(["numba2c", "-"], input=text, capture_output=True, timeout=60)
    if done.returncode not in (0, 1) or (done.returncode == 1 and done.stdout):
        pathlib.Path("/tmp/numba2c-crash.ir").write_bytes(text)
        sys.exit(f"exit status {done.returncode}: {done.stderr[-500:]}\n{text[-300:]!r}")
for text in sources:
    for _ in range(12):
        attempt(text[:random.randrange(len(text))])
    for _ in range(12):
        broken = bytearray(text)
        for _ in range(random.randrange(1, 4)):
            at = random.randrange(len(broken))
            broken[at:at + random.randrange(3)] = random.choice([b"", b"(", b"}", b"x", b"0", b"\n", b"[", b":", b"fn", b"\xff"])
        attempt(bytes(broken))
    lines = text.split(b"\n")
    for _ in range(6):
        kept = [line for line in lines if random.random() > 0.05]
        attempt(b"\n".join(kept))
X
