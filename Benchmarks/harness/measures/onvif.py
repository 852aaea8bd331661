"""An ONVIF camera: from nothing to its first picture beside Home Assistant's client, its events, its memory, what it is asked at rest."""

import collections
import contextlib
import pathlib
import re
import socket
import subprocess
import time
import urllib.request

from harness import processes, servers

TITLE = "An ONVIF camera: its first picture, its events to a client of /api/stream, and what it is asked at rest"
WINDOWS = 150  # measured windows that the camera is left alone: five minutes; what is asked more rarely, tests count over an hour
STILL = 0.5  # seconds without a question, after which all was asked
SETTLE = 5.0  # seconds after its events came in, when everything was asked once
EVENTS = 200  # of each run
PAUSE = 0.15  # seconds between two: the next question waits at the device again, which is asked ten times a second at most
SENT = re.compile(rb'"Sent":"?(\d+)')
PYTHON = pathlib.Path(__file__).resolve().parents[3] / ".build/python/bin/python"
CLIENT = pathlib.Path(__file__).resolve().parents[2] / "tools/onvifconnect.py"
EVENT = "event tns1:Device/Bench/Time Sent"


class Camera:
    """Tests/ONVIFCamera, which says what it is asked and tells what it is told to tell."""

    def __init__(self, bench, name, stack):
        self.log = pathlib.Path(bench.folder, f"onvif-{name}.log")
        output = stack.enter_context(open(self.log, "wb"))
        self.process = subprocess.Popen(
            [bench.binaries / "onvif-camera", "--model", "dome"], stdin=subprocess.PIPE, stdout=output, stderr=output, start_new_session=True
        )
        stack.callback(self.end)
        words = processes.wait_until("onvif-camera", lambda: self.log.read_text().partition("\n")[0].split())
        self.port = int(re.search(r":(\d+)", words[0].removeprefix("http:"))[1])
        self.login = {"username": words[1], "password": words[2]}

    def end(self):
        self.process.kill()
        self.process.wait()

    def options(self, **more):
        return {"platform": "onvif", "host": "127.0.0.1", "port": self.port, **self.login, **more}

    def operations(self):
        """Those of SOAP, in their order."""
        lines = (line.split() for line in self.log.read_text().splitlines()[1:])
        return [line[3] for line in lines if len(line) == 4 and line[1] == "POST"]

    def tell(self, line):
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()


def measure(bench):
    with contextlib.ExitStack() as stack:
        eventful, plain = Camera(bench, "eventful", stack), Camera(bench, "plain", stack)
        cameras = {"yard": eventful.options(), "gate": plain.options(events="off")}
        supervisor = stack.enter_context(servers.supervisor(bench, cameras))
        processes.wait_until("events", lambda: "PullMessages" in eventful.operations())
        time.sleep(SETTLE)
        for camera in cameras:
            row = "worker with events only" if camera == "yard" else "worker without events"
            memory = processes.private_kilobytes(supervisor.worker(camera)) / 1024
            bench.note(row, private_mb=memory)
            bench.add(row, "private MB", memory)
        rest(bench, {"events by pull-point": eventful, "events: off": plain})
        for _ in range(bench.runs):
            first_picture(bench, supervisor, plain)
            events(bench, supervisor, eventful)


def rest(bench, cameras):
    before = {row: len(camera.operations()) for row, camera in cameras.items()}
    seconds = WINDOWS * bench.seconds
    time.sleep(seconds)
    for row, camera in cameras.items():
        asked = camera.operations()[before[row] :]
        bench.note(row, seconds=seconds, operations=collections.Counter(asked))
        bench.add(row, "SOAP requests an hour", 3600 * len(asked) / seconds)


def first_picture(bench, supervisor, camera):
    """A new worker knows nothing of its camera: from the order to begin anew to a picture captured after it."""
    started = time.monotonic()
    order = urllib.request.Request(f"{supervisor.url}/api/v1/cameras/gate/restart", method="POST")
    urllib.request.urlopen(order, timeout=processes.PATIENCE).read()
    picture = supervisor.get("/api/camera_proxy/gate?max_age=0")
    ours = 1000 * (time.monotonic() - started)
    asked = 1000 * (last_question(camera) - started)
    if picture[:2] != b"\xff\xd8":
        raise processes.Failure("what came is no picture")
    command = [PYTHON, CLIENT, str(camera.port), camera.login["username"], camera.login["password"]]
    theirs = float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    row = "worker's start → first picture"
    bench.note(row, ours_ms=ours, asked_ms=asked, theirs_ms=theirs)
    bench.add(row, "ms", ours)
    bench.add(row, "everything asked, ms", max(ours, asked))
    bench.add(row, "onvif-zeep-async, ms", theirs)
    bench.add(row, "of it, %", 100 * ours / theirs)
    bench.add(row, "with everything, %", 100 * max(ours, asked) / theirs)


def last_question(camera):
    """When the camera heard the last of what a worker asks at the beginning."""
    count, heard = 0, time.monotonic()
    while time.monotonic() < heard + STILL:
        if (now := len(camera.operations())) != count:
            count, heard = now, time.monotonic()
        time.sleep(0.002)
    return heard


def events(bench, supervisor, camera):
    host, port = supervisor.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=processes.PATIENCE) as client:
        client.sendall(b"GET /api/stream?restrict=camera_event HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.recv(1 << 16)
        ages = []
        for _ in range(EVENTS):
            camera.tell(f"{EVENT} {time.monotonic_ns()}")
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
    row = f"{EVENTS} events, device → client"
    bench.note(row, p50_ms=p50, p99_ms=p99, most_ms=ages[-1])
    bench.add(row, "p50 ms", p50)
    bench.add(row, "p99 ms", p99)
    bench.add(row, "longest ms", ages[-1])
