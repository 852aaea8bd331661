"""How soon the supervisor answers, and has all its workers, when no camera can be reached."""

import time

from harness import processes, servers

TITLE = "Start with 100 unreachable cameras, s"
CAMERAS = 100


def measure(bench):
    # Ports that refuse: everything stays on the loopback. Nobody asks for pictures yet, so none is tried before `ready`.
    urls = ("http://127.0.0.1:1/{}", "http://127.0.0.1:2/{}")
    cameras = {
        f"cam_{number}": {"platform": "mjpeg", "mjpeg_url": urls[number % 2].format(number)} for number in range(CAMERAS)
    }
    for _ in range(bench.runs):
        started = time.monotonic()
        with servers.supervisor(bench, cameras, wait=False) as supervisor:
            processes.wait_until("/readyz", lambda: supervisor.get("/readyz"))
            ready = time.monotonic() - started
            processes.wait_until("all workers", supervisor.all_ready, pause=0.02)
            everything = time.monotonic() - started
        bench.note("unreachable", readyz_seconds=ready, all_workers_seconds=everything)
        bench.add("100 cameras", "/readyz", ready)
        bench.add("100 cameras", "all 100 workers ready", everything)
