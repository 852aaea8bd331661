"""From the start of a worker's process to its `ready`, seen from outside by a relay on its socket."""

import pathlib

from harness import processes, servers

TITLE = "Worker spawn → ready, ms"
KINDS = {
    "demo": {"platform": "demo"},
    "mjpeg": {"platform": "mjpeg", "mjpeg_url": "http://127.0.0.1:1/"},
    "generic": {"platform": "generic", "still_image_url": "http://127.0.0.1:1/"},
    "push": {"platform": "push", "webhook_id": "bench-ready"},
}
STARTS = 3  # of each platform in each run


def measure(bench):
    for _ in range(bench.runs):
        for kind, options in KINDS.items():
            bench.add(kind, "ms", median_start(bench, f"ready {kind}", options))


def median_start(bench, label, options, starts=STARTS, before_each=""):
    """Milliseconds; `before_each` is a line of Python that the relay runs before it starts the worker."""
    relay = bench.folder / "relay"
    record = bench.folder / "ready-times"
    harness = pathlib.Path(__file__).parents[1]
    worker = str(bench.binaries / "camworker")
    relay.write_text(
        f"#!/usr/bin/python3\nimport sys\nsys.path.insert(0, {str(harness.parent)!r})\n"
        f"{(harness / 'relay.py').read_text()}\n\n{before_each}\nrelay({worker!r}, {str(record)!r})\n"
    )
    relay.chmod(0o755)
    record.write_text("")
    for _ in range(starts):
        with servers.supervisor(bench, {"yard": options}, worker=relay):
            pass
    figures = [1000 * float(line) for line in record.read_text().split()]
    if len(figures) != starts:
        raise processes.Failure(f"{len(figures)} of {starts} starts were seen")
    bench.note(label, milliseconds=figures)
    return sorted(figures)[starts // 2]
