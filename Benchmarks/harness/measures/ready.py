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
    relay = bench.folder / "relay"
    record = bench.folder / "ready-times"
    source = pathlib.Path(__file__).parents[1] / "relay.py"
    worker = str(bench.binaries / "camworker")
    relay.write_text(f"#!/usr/bin/python3\n{source.read_text()}\n\nrelay({worker!r}, {str(record)!r})\n")
    relay.chmod(0o755)
    for _ in range(bench.runs):
        for kind, options in KINDS.items():
            record.write_text("")
            for _ in range(STARTS):
                with servers.supervisor(bench, {"yard": options}, worker=relay):
                    pass
            figures = [1000 * float(line) for line in record.read_text().split()]
            if len(figures) != STARTS:
                raise processes.Failure(f"{len(figures)} of {STARTS} starts were seen")
            bench.note(f"ready {kind}", milliseconds=figures)
            bench.add(kind, "ms", sorted(figures)[STARTS // 2])
