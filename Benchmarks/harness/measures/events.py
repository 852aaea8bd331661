"""States of workers to a hundred clients of /api/stream, and the answer of /api/states with 2,000 entities."""

import http.client
import json
import pathlib
import re
import select
import shutil
import socket
import subprocess
import time

from harness import processes, servers

TITLE = "States of workers to 100 clients of /api/stream; /api/states with 2,000 entities"
CLIENTS = 100
WORKERS = (1, 4, 12)
MESSAGES = 80  # a second of each worker; 100 may be
STATES = 4  # of each message; 400 a second may be
SETTLE = 1.0  # seconds: all have told once
ENTITIES = 2_000
REQUESTS = 50
TOLD = re.compile(rb'"new_state":\{"entity_id":"[^"]*","state":"(\d+)"')


def measure(bench):
    worker = stub(bench)
    for _ in range(bench.runs):
        for count in WORKERS:
            cameras = {f"yard_{number}": {"platform": "demo"} for number in range(count)}
            with servers.supervisor(bench, cameras, worker=worker) as supervisor:
                stream(bench, supervisor, count)
        with servers.supervisor(bench, {"yard": {"platform": "demo"}}) as supervisor:
            states(bench, supervisor)


def stub(bench):
    """The worker that changes states, where it finds its settings."""
    folder = pathlib.Path(bench.folder, "stub")
    folder.mkdir(exist_ok=True)
    version = subprocess.run([bench.binaries / "camsupervisor", "version"], capture_output=True, text=True, check=True)
    build = re.search(r"\d+\.\d+\.\d+", version.stdout)[0]
    (folder / "settings").write_text(f"{build}\n{MESSAGES}\n{STATES}\n")
    source = pathlib.Path(__file__).resolve().parents[2] / "tools/statingworker.py"
    return shutil.copy(source, folder / "worker")


def stream(bench, supervisor, workers):
    """Everything is read; what one of the clients hears is looked at."""
    host, port = supervisor.url.removeprefix("http://").split(":")
    clients = [socket.create_connection((host, int(port))) for _ in range(CLIENTS)]
    for client in clients:
        client.sendall(b"GET /api/stream?restrict=state_changed HTTP/1.1\r\nHost: localhost\r\n\r\n")
    heard = dict.fromkeys(clients, 0)
    ages = []
    poll = select.poll()
    by_number = {}
    for client in clients:
        poll.register(client, select.POLLIN)
        by_number[client.fileno()] = client

    def read(seconds, counts):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for number, _ in poll.poll(left * 1000):
                client = by_number[number]
                piece = client.recv(1 << 18)
                if not piece:
                    raise processes.Failure("a client of /api/stream was cut off")
                if b"events_lost" in piece:
                    raise processes.Failure("a client of /api/stream lost events")
                if not counts:
                    continue
                heard[client] += piece.count(b'"event_type":"state_changed"')
                if client is clients[0]:
                    now = time.monotonic_ns()
                    ages.extend((now - int(told)) / 1e6 for told in TOLD.findall(piece))

    read(SETTLE, counts=False)
    before, started = processes.cpu_seconds(supervisor.pid), time.monotonic()
    read(bench.seconds, counts=True)
    took = time.monotonic() - started
    cpu = processes.cpu_seconds(supervisor.pid) - before
    for client in clients:
        client.close()
    delivered = sum(heard.values())
    ages.sort()
    row = f"{workers * MESSAGES * STATES:,} states/s of {workers} workers"
    p50, p99 = ages[len(ages) // 2], ages[len(ages) * 99 // 100]
    bench.note(row, delivered=delivered, seconds=took, cpu=cpu, p50_ms=p50, p99_ms=p99)
    bench.add(row, "states/s each client had", delivered / CLIENTS / took)
    bench.add(row, "supervisor, % of a core", 100 * cpu / took)
    bench.add(row, "CPU µs a delivery", 1e6 * cpu / max(1, delivered))
    bench.add(row, "p50 ms", p50)
    bench.add(row, "p99 ms", p99)


def states(bench, supervisor):
    host = supervisor.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host)
    attributes = {"friendly_name": "A sensor", "device_class": "temperature", "unit_of_measurement": "°C",
                  "state_class": "measurement", "icon": "mdi:thermometer"}  # fmt: skip
    for number in range(ENTITIES - 1):
        body = json.dumps({"state": str(number), "attributes": attributes})
        connection.request("POST", f"/api/states/sensor.bench_{number}", body)
        connection.getresponse().read()
    took = []
    before = processes.cpu_seconds(supervisor.pid)
    for _ in range(REQUESTS):
        started = time.monotonic()
        connection.request("GET", "/api/states")
        answer = connection.getresponse().read()
        took.append(1000 * (time.monotonic() - started))
    cpu = 1000 * (processes.cpu_seconds(supervisor.pid) - before) / REQUESTS
    if answer.count(b'"entity_id"') < ENTITIES:
        raise processes.Failure("/api/states was not whole")
    took.sort()
    row = f"GET /api/states, {ENTITIES:,} entities, {len(answer) // 1000} kB"
    bench.note(row, p50_ms=took[REQUESTS // 2], p99_ms=took[-1], cpu_ms=cpu)
    bench.add(row, "CPU ms each", cpu)
    bench.add(row, "p50 ms", took[REQUESTS // 2])
    bench.add(row, "p99 ms", took[-1])
