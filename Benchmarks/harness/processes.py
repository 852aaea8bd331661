"""Child processes that never outlive the run, and what the kernel says of them."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import time

PATIENCE = 15  # seconds for anything to come up or go away; a second is usual


class Failure(Exception):
    """A run that cannot be trusted; the message says why."""


def free_ports(count):
    """Ports nobody listens on: all bound at once, so they differ."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_until(what, condition, patience=PATIENCE, pause=0.005):
    """Calls `condition` until it is true; returns what it returned."""
    end = time.monotonic() + patience
    while not (outcome := condition()):
        if time.monotonic() > end:
            raise Failure(f"waited {patience} s in vain for {what}")
        time.sleep(pause)
    return outcome


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def running(arguments, output, port=None):
    """The process while the block runs, in a process group of its own; `output` takes what it prints."""
    with open(output, "wb") as log:
        process = subprocess.Popen(
            [str(each) for each in arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    try:
        if port:
            wait_until(f"{arguments[0]} on port {port}", lambda: process.poll() is not None or answers(port))
        if process.poll() is not None:
            raise Failure(f"{arguments[0]} ended with {process.returncode}: {pathlib.Path(output).read_text()[-800:]}")
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def children(pid):
    """Process ids of `pid`'s children, over all its threads, oldest first."""
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            found += map(int, (task / "children").read_text().split())
    return sorted(found)


def private_kilobytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Private_Dirty:"):
            return int(line.split()[1])
    raise Failure(f"/proc/{pid}/smaps_rollup has no Private_Dirty")


def cpu_seconds(pid):
    """From the scheduler's clock, over all threads."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9
