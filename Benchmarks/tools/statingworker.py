#!/usr/bin/python3 -IS
"""A worker whose camera has 40 sensors that change as fast as the file `settings` beside it says: the build to claim in its first
line, messages a second in its second, states of each in its third. A state is the time at which it was sent, nanoseconds of the
monotonic clock."""

import json
import os
import select
import socket
import struct
import sys
import time

HELLO, CONFIGURE, READY, ENTITIES, STOP, PING, PONG, ENTITY_STATES = 1, 2, 3, 8, 18, 16, 17, 25
LAYERS = [
    "rlimits", "no-capabilities", "no-new-privileges", "parent-death", "not-dumpable", "empty-environment",
    "own-process-group", "landlock-files", "landlock-ports", "landlock-scopes", "seccomp",
]  # fmt: skip
SENSORS = 40

with open(os.path.join(os.path.dirname(sys.argv[0]), "settings"), encoding="utf-8") as settings:
    build, messages, states = settings.read().split("\n")[:3]
supervisor = socket.socket(fileno=0)
supervisor.setblocking(True)


def receive():
    header = supervisor.recv(16, socket.MSG_WAITALL)
    if len(header) < 16:
        os._exit(0)
    length, kind, _, sequence, generation = struct.unpack("<IHHII", header)
    if length:
        supervisor.recv(length, socket.MSG_WAITALL)
    return kind, sequence, generation


def send(kind, sequence=0, **fields):
    body = json.dumps(fields, separators=(",", ":")).encode() if fields else b""
    try:
        supervisor.sendall(struct.pack("<IHHII", len(body), kind, 0, sequence, generation) + body)
    except OSError:
        os._exit(0)


_, _, generation = receive()
layers = [{"name": name, "active": True} for name in LAYERS]
send(HELLO, protocolVersion=1, pid=os.getpid(), build=build, confinement=layers)
while receive()[0] != CONFIGURE:
    pass
send(READY, confinement=layers, views=[""])
send(ENTITIES, entities=[
    {"key": str(number), "domain": "sensor", "name": f"Sensor {number}", "unit": "ns", "isEnabledByDefault": True,
     "outlivesCamera": False, "eventTypes": [], "view": 0}
    for number in range(SENSORS)
])  # fmt: skip
pause = 1 / float(messages)
due = time.monotonic()
number = 0
while True:
    while (left := due - time.monotonic()) > 0:
        if select.select([supervisor], [], [], left)[0]:
            kind, sequence, _ = receive()
            if kind == PING:
                send(PONG, sequence)
            elif kind == STOP:
                os._exit(0)
    due += pause
    keys = [(number + each) % SENSORS for each in range(int(states))]
    number += int(states)
    now = str(time.monotonic_ns())
    send(ENTITY_STATES, states=[
        {"key": str(key), "state": now, "attributes": {}, "isAvailable": True} for key in keys
    ])  # fmt: skip
