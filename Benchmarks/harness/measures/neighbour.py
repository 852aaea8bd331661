"""Stills of camera B while camera A's worker crash-loops, spins or leaks, against the same without A's trouble."""

import contextlib
import http.client
import os
import pathlib
import signal
import subprocess
import threading
import time
import urllib.parse

from harness import processes, servers
from harness.measures.fanout import mjpeg

TITLE = "Stills of camera B beside camera A's trouble (93 kB, 200 a second)"
# Again after 100 ms, for ever: with the usual backoff A would be quiet after some seconds.
IMPATIENT = {"first_restart_delay": 0.1, "initial_backoff": 0.1, "maximum_backoff": 0.1}
TROUBLES = ("crashes", "spins", "leaks")
ENDS = {"crashes": "SEGV", "leaks": "oom"}  # as the supervisor calls them
SMALL = {"limits": {"memory": "64 MiB"}}  # so that a leak reaches it every second
PACE = 200  # a second: a busy dashboard, and far from what would load two processors by itself


def measure(bench):
    worker = trouble_maker(bench)
    with servers.cameras(bench, 2, 25) as port:
        for _ in range(bench.runs):
            quiet = one(bench, worker, "quiet", {"camera_a": mjpeg(port, 1)}, port)
            for trouble in TROUBLES:
                beside = one(bench, worker, trouble, {trouble: mjpeg(port, 1) | SMALL}, port)
                for quantile in ("p50", "p99"):
                    bench.add(f"A {trouble}", f"{quantile} ms", beside[quantile])
                    bench.add(f"A {trouble}", f"{quantile} ÷ quiet", beside[quantile] / quiet[quantile])
            for quantile in ("p50", "p99"):
                bench.add("A is quiet", f"{quantile} ms", quiet[quantile])


def one(bench, worker, label, camera, port):
    """Latencies of B's stills, beside the camera."""
    cameras = {"camera_b": mjpeg(port, 0), **camera}
    with servers.supervisor(bench, cameras, worker=worker, wait=False, supervision=IMPATIENT) as supervisor:
        processes.wait_until("camera B", lambda: supervisor.worker("camera_b"))
        ended = threading.Event()
        if label == "crashes":
            threading.Thread(target=crash, args=(supervisor, ended), daemon=True).start()
        if label in TROUBLES:
            processes.wait_until("camera A's trouble", lambda: in_trouble(supervisor, label))
        latencies = stills(supervisor.still("camera_b"), int(3 * bench.seconds * PACE))
        ended.set()
    figures = {"p50": latencies[len(latencies) // 2], "p99": latencies[len(latencies) * 99 // 100]}
    bench.note(f"neighbour {label}", **figures, stills=len(latencies))
    return figures


def stills(url, count):
    """Milliseconds from each request to the last byte of its picture, sorted."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=processes.PATIENCE)
    latencies = []
    due = time.monotonic()
    for _ in range(count):
        due += 1 / PACE
        time.sleep(max(0, due - time.monotonic()))
        asked = time.monotonic()
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        picture = answer.read()
        latencies.append(1000 * (time.monotonic() - asked))
        if answer.status != 200 or not picture.startswith(b"\xff\xd8"):
            raise processes.Failure(f"camera B answered {answer.status}")
    connection.close()
    return sorted(latencies)


def crash(supervisor, ended):
    """Kills A's worker, a real one, as soon as it is there, seven times a second."""
    spared = supervisor.worker("camera_b")
    while not ended.wait(0.14):
        for pid in set(processes.children(supervisor.pid)) - {spared}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSEGV)


def in_trouble(supervisor, camera):
    status = supervisor.cameras()[camera]
    worker = status["worker"]
    if camera == "spins":
        with contextlib.suppress(OSError):  # it may just have been replaced
            return worker.get("pid") and processes.cpu_seconds(worker["pid"]) > 0.5
        return False
    # That it is the trouble we mean, and not a mistake in how it is made.
    ends = [end["reason"] for end in status["last_exits"]]
    return len(ends) >= 2 and all(ENDS[camera] in end for end in ends)


def trouble_maker(bench):
    harness = pathlib.Path(__file__).parents[1]
    program = bench.folder / "troubled"
    worker = str(bench.binaries / "camworker")
    version = subprocess.run([bench.binaries / "camsupervisor", "version"], capture_output=True, text=True, check=True)
    program.write_text(
        f"#!/usr/bin/python3 -IS\n{(harness / 'troubled.py').read_text()}\n\n"
        f"troubled({worker!r}, {version.stdout.strip()!r})\n"
    )
    program.chmod(0o755)
    return program
