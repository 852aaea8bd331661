"""An Amcrest camera: what it is asked at rest, beside what Home Assistant asks, and how long an event takes to a client."""

import contextlib
import pathlib
import re
import socket
import subprocess
import time

from harness import processes, servers

TITLE = "An Amcrest camera at rest, and its events to a client of /api/stream"
WINDOWS = 60  # measured windows that the camera is left alone: two minutes, as long as two rounds of what is asked each minute
SETTLE = 5.0  # seconds after its events are attached, when everything was asked once
EVENTS = 250  # of each run
PAUSE = 0.02  # seconds between two; a worker may tell 100 a second
SENT = re.compile(rb'"Sent":(\d+)')

# Home Assistant 2024.3.3, commands a minute: six every 15 s for the camera's entity, and for each sensor what its own interval says.
ENTITY = 6 * 60 / 15
CAMERAS = {
    "default options": ({}, ENTITY),
    "motion_detected, online, sdcard, privacy_mode": (
        {"binary_sensors": ["motion_detected", "online"], "sensors": ["sdcard"], "switches": ["privacy_mode"]},
        ENTITY + 60 / 55 + 60 / 10 + 60 / 30,
    ),
    "motion_detected_polled, ptz_preset": (
        {"binary_sensors": ["motion_detected_polled"], "sensors": ["ptz_preset"]},
        ENTITY + 60 / 5 + 60 / 10,
    ),
}


class Camera:
    """Tests/AmcrestCamera, which says what it is asked and tells what it is told to tell."""

    def __init__(self, bench, number, stack):
        self.log = pathlib.Path(bench.folder, f"amcrest-{number}.log")
        output = stack.enter_context(open(self.log, "wb"))
        self.process = subprocess.Popen(
            [bench.binaries / "amcrest-camera"], stdin=subprocess.PIPE, stdout=output, stderr=output, start_new_session=True
        )
        stack.callback(self.end)
        words = processes.wait_until("amcrest-camera", lambda: self.log.read_text().partition("\n")[0].split())
        self.port = int(words[0].rpartition(":")[2])
        self.login = {"username": words[1], "password": words[2]}

    def end(self):
        self.process.kill()
        self.process.wait()

    def options(self, more):
        return {"platform": "amcrest", "host": "127.0.0.1", "port": self.port, **self.login, **more}

    def commands(self):
        """Those with a login; a challenge is asked for without."""
        lines = (line.split() for line in self.log.read_text().splitlines()[1:])
        return [line[2] for line in lines if len(line) == 4 and line[3] != "-"]

    def is_attached(self):
        return any("action=attach" in command for command in self.commands())

    def connections(self):
        rows = (line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:])
        return sum(row[2].endswith(f":{self.port:04X}") and row[3] == "01" for row in rows)

    def tell(self, line):
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()


def measure(bench):
    with contextlib.ExitStack() as stack:
        cameras = {row: Camera(bench, number, stack) for number, row in enumerate(CAMERAS)}
        entries = {f"yard_{number}": cameras[row].options(CAMERAS[row][0]) for number, row in enumerate(CAMERAS)}
        supervisor = stack.enter_context(servers.supervisor(bench, entries))
        processes.wait_until("events to be attached", lambda: all(each.is_attached() for each in cameras.values()))
        time.sleep(SETTLE)
        rest(bench, cameras)
        for _ in range(bench.runs):
            events(bench, supervisor, next(iter(cameras.values())))


def rest(bench, cameras):
    before = {row: len(camera.commands()) for row, camera in cameras.items()}
    seconds = WINDOWS * bench.seconds
    most = dict.fromkeys(cameras, 0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for row, camera in cameras.items():
            most[row] = max(most[row], camera.connections())
        time.sleep(0.1)
    for row, camera in cameras.items():
        asked = camera.commands()[before[row] :]
        now, theirs = 60 * len(asked) / seconds, CAMERAS[row][1]
        bench.note(row, seconds=seconds, commands=asked, connections=camera.connections(), most_connections=most[row])
        bench.add(row, "commands a minute", now)
        bench.add(row, "Home Assistant's", theirs)
        bench.add(row, "of them, %", 100 * now / theirs)
        bench.add(row, "connections at rest", camera.connections())
        bench.add(row, "most", most[row])


def events(bench, supervisor, camera):
    host, port = supervisor.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=processes.PATIENCE) as client:
        client.sendall(b"GET /api/stream?restrict=camera_event HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.recv(1 << 16)
        ages = []
        for _ in range(EVENTS):
            camera.tell(f'pulse BenchmarkTime 0 {{ "Sent" : {time.monotonic_ns()} }}')
            text = b""
            while not (told := SENT.search(text)):
                piece = client.recv(1 << 16)
                if not piece:
                    raise processes.Failure("a client of /api/stream was cut off")
                text += piece
            ages.append((time.monotonic_ns() - int(told[1])) / 1e6)
            time.sleep(PAUSE)
    ages.sort()
    p50, p99 = ages[len(ages) // 2], ages[len(ages) * 99 // 100]
    row = f"{EVENTS} events, camera → client"
    bench.note(row, p50_ms=p50, p99_ms=p99, most_ms=ages[-1])
    bench.add(row, "p50 ms", p50)
    bench.add(row, "p99 ms", p99)
    bench.add(row, "longest ms", ages[-1])
