"""The death of a worker to the next frame its viewer gets; the viewer stays connected."""

import os
import re
import signal
import socket
import time
import urllib.parse

from harness import processes, servers
from harness.measures.fanout import mjpeg

TITLE = "Death of a worker → next frame of its viewer, ms (25 fps; a frame is due every 40 ms)"
DEATHS = (signal.SIGKILL, signal.SIGSEGV)
KILLS = 4  # in each run, each of another camera: the second death of one is answered with backoff
STAMP = re.compile(rb"CAMTS ([0-9a-f]{16})")


class Viewer:
    """Reads a stream and knows the camera's stamps in it."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=processes.PATIENCE)
        self.socket.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        self.tail = b""

    def frame_stamped_after(self, stamp):
        """Blocks until a frame made after `stamp` (monotonic ns) has begun to arrive; returns when that was."""
        while True:
            received = self.socket.recv(1 << 18)
            if not received:
                raise processes.Failure("the viewer was disconnected")
            now = time.monotonic_ns()
            seen = self.tail + received
            if any(int(each, 16) > stamp for each in STAMP.findall(seen)):
                self.tail = b""
                return now
            self.tail = seen[-64:]


def measure(bench):
    with servers.cameras(bench, KILLS, 25) as port:
        for _ in range(bench.runs):
            for death in DEATHS:
                cameras = {f"yard_{number}": mjpeg(port, number) for number in range(KILLS)}
                with servers.supervisor(bench, cameras) as supervisor:
                    figures = [one(supervisor, camera, death) for camera in cameras]
                bench.note(f"kill {death.name}", milliseconds=figures)
                bench.add(death.name, "median of 4", sorted(figures)[KILLS // 2])
                bench.add(death.name, "slowest of 4", max(figures))


def one(supervisor, camera, death):
    viewer = Viewer(supervisor.stream(camera))
    viewer.frame_stamped_after(time.monotonic_ns())
    worker = supervisor.worker(camera)
    # What the dead worker had already sent may still arrive; only a frame the camera made later counts.
    killed = time.monotonic_ns()
    os.kill(worker, death)
    return (viewer.frame_stamped_after(killed) - killed) / 1e6
