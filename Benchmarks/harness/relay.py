"""Stands where the worker stands, starts the real one, and notes how long that takes to say `ready`.

Every byte passes unchanged in both directions; only message headers are read. The supervisor starts it as its worker
with an empty environment, so what it must know is put behind it when it is copied into the folder of a run.
"""

import os
import select
import socket
import struct
import subprocess
import sys
import time

HEADER = struct.Struct("<IHHII")  # length, type, flags, sequence, generation
READY = 3


class Messages:
    """Finds the types of the messages in a stream of bytes."""

    def __init__(self):
        self.held = b""

    def types(self, new):
        self.held += new
        while len(self.held) >= HEADER.size:
            length, kind = HEADER.unpack_from(self.held)[:2]
            if len(self.held) < HEADER.size + length:
                return
            self.held = self.held[HEADER.size + length :]
            yield kind


def relay(worker, record):
    supervisor = socket.socket(fileno=os.dup(0))
    ours, theirs = socket.socketpair()
    select.select([supervisor], [], [])  # the hello is there: the worker waits for nothing but itself
    started = time.monotonic()
    process = subprocess.Popen([worker], stdin=theirs.fileno(), env={})
    theirs.close()
    messages = Messages()
    other = {supervisor: ours, ours: supervisor}
    while True:
        for end in select.select([supervisor, ours], [], [])[0]:
            received = end.recv(1 << 18)
            if not received:
                process.kill()
                sys.exit(process.wait() if end is ours else 0)
            if end is ours and READY in messages.types(received):
                with open(record, "a") as lines:
                    lines.write(f"{time.monotonic() - started:.6f}\n")
            other[end].sendall(received)
