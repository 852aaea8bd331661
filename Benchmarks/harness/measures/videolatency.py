"""A picture leaves the camera → its bytes are with the viewer: live MP4, and parts of low-latency HLS.

Every picture says when it was sent. A picture waits until its part is whole, so the first of a part is the slowest.
"""

import json
import re
import socket
import time
import urllib.error
import urllib.parse

from harness import processes, servers
from harness.measures.video import camera

TITLE = "RTSP 1080p25, parts of 500 ms: a part's last byte from the camera → the viewer has it, ms"
STAMP = re.compile(rb"CAMTS ([0-9a-f]{16}) ([0-9a-f]{8})")
SECONDS = 8
SAME_PART = 50_000_000  # ns; a part comes in several reads, and two parts are 500 ms apart


def measure(bench):
    with servers.rtsp(bench) as url:
        for _ in range(bench.runs):
            stream = {"segment_duration": 2, "part_duration": 0.5}
            with servers.supervisor(bench, {"yard": camera(f"{url}/cam/1", preload_stream=True)}, stream=stream) as one:
                time.sleep(5)
                record(bench, "live MP4", live(one))
                record(bench, "part of low-latency HLS", parts(one))


def record(bench, row, seen):
    """`seen`: for each arrival the stamps in it; the newest tells what the way costs, the oldest what a viewer sees."""
    newest = sorted((when - max(stamps)) / 1e6 for when, stamps in seen)
    oldest = sorted((when - min(stamps)) / 1e6 for when, stamps in seen)
    bench.note(row, newest=newest, oldest=oldest)
    bench.add(row, "newest picture, p50", newest[len(newest) // 2])
    bench.add(row, "newest picture, max", newest[-1])
    bench.add(row, "oldest picture, p50", oldest[len(oldest) // 2])
    bench.add(row, "oldest picture, max", oldest[-1])


def live(supervisor):
    parts = urllib.parse.urlsplit(supervisor.url)
    seen, end = [], time.monotonic() + SECONDS
    with socket.create_connection((parts.hostname, parts.port), timeout=processes.PATIENCE) as viewer:
        viewer.sendall(f"GET /api/camera_stream/yard.mp4 HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        tail, begun = b"", time.monotonic_ns()
        while time.monotonic() < end:
            if not (chunk := viewer.recv(1 << 20)):
                raise processes.Failure("the live MP4 ended")
            now = time.monotonic_ns()
            found = [int(each, 16) for each, _ in STAMP.findall(tail + chunk)]
            # What was there before the viewer came is old by nature.
            fresh = [each for each in found if each > begun]
            if fresh and seen and now - seen[-1][0] < SAME_PART:
                seen[-1] = (now, seen[-1][1] + fresh)
            elif fresh:
                seen.append((now, fresh))
            tail = (tail + chunk)[-40:]
    return seen


def parts(supervisor):
    master = json.loads(supervisor.get("/api/camera_stream/yard"))["url"]
    variant = re.search(r"^[^#\n].*$", supervisor.get(master).decode(), re.MULTILINE)[0]
    playlist = urllib.parse.urljoin(master, variant)
    seen, end, begun = [], time.monotonic() + SECONDS, time.monotonic_ns()
    while time.monotonic() < end:
        hint = re.search(r'#EXT-X-PRELOAD-HINT:.*URI="([^"]+)"', supervisor.get(playlist).decode())
        try:
            body = supervisor.get(urllib.parse.urljoin(playlist, hint[1]))
        except urllib.error.HTTPError:
            continue  # The segment ended with the part before: another one is hinted at now.
        now = time.monotonic_ns()
        found = [int(each, 16) for each, _ in STAMP.findall(body)]
        if found and min(found) > begun:
            seen.append((now, found))
    return seen
