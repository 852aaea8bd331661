"""Stands where a worker stands and is trouble, for measuring what its neighbours notice.

The camera's name says which: `spins` takes all of a processor and answers nothing, `leaks` takes 100 MiB a second until its
limit. For any other camera it becomes the real worker. What it must know is put
behind it when it is copied into the folder of a run: a worker's environment is empty.
"""

import json
import os
import resource
import socket
import struct
import sys
import time

HEADER = struct.Struct("<IHHII")  # length, type, flags, sequence, generation
HELLO, CONFIGURE, READY, STATS = 1, 2, 3, 14
LAYERS = [
    "rlimits", "no-capabilities", "no-new-privileges", "parent-death", "not-dumpable", "empty-environment",
    "own-process-group", "landlock-files", "landlock-ports", "landlock-scopes", "seccomp",
]


def first_message(supervisor):
    """The first message as it stands in the socket, without taking it; a worker that we become is to find it."""
    while True:
        front = supervisor.recv(65536, socket.MSG_PEEK)
        if not front:
            sys.exit(0)
        if len(front) >= HEADER.size and len(front) >= HEADER.size + HEADER.unpack_from(front)[0]:
            length, kind, _, _, generation = HEADER.unpack_from(front)
            return kind, generation, front[HEADER.size : HEADER.size + length]


def troubled(worker, build):
    supervisor = socket.socket(fileno=os.dup(0))
    supervisor.setblocking(True)
    _, generation, body = first_message(supervisor)
    trouble = {"spins": spin, "leaks": leak}.get(json.loads(body)["camera"])
    if not trouble:
        os.execv(worker, [worker])

    def say(kind, **fields):
        body = json.dumps(fields).encode()
        supervisor.sendall(HEADER.pack(len(body), kind, 0, 0, generation) + body)

    layers = [{"name": name, "active": True} for name in LAYERS]
    supervisor.recv(HEADER.size + len(body), socket.MSG_WAITALL)
    say(HELLO, protocolVersion=1, pid=os.getpid(), build=build, confinement=layers)
    _, _, body = first_message(supervisor)
    limit = json.loads(body)["camera"]["limits"]["memory"]
    resource.setrlimit(resource.RLIMIT_AS, (4 * limit, 4 * limit))  # as camworker does
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    say(READY, confinement=layers, views=[""])
    trouble(say)


def spin(say):
    while True:
        pass


def leak(say):
    held = []
    while True:
        held.append(bytearray(b"x" * (10 << 20)))
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        say(STATS, cpuMilliseconds=1, peakMemoryKilobytes=used, frames=0, bytes=0, connections=0)
        time.sleep(0.1)
