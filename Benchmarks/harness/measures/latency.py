"""How long after the camera's own stamp a viewer has the whole frame, and how much of that is ours."""

from harness import servers
from harness.measures.fanout import mjpeg

TITLE = "Latency camera → viewer, ms (one viewer, 25 fps)"
RATE = 25


def measure(bench):
    with servers.cameras(bench, 2, RATE) as port, servers.supervisor(bench, {"yard": mjpeg(port, 0)}) as supervisor:
        for _ in range(bench.runs):
            direct = load(bench, "direct", f"http://127.0.0.1:{port}/cam/1/mjpeg")
            ours = load(bench, "camsupervisor", supervisor.stream("yard"))
            for quantile in ("p50", "p99"):
                bench.add(quantile, "direct", direct[quantile])
                bench.add(quantile, "through camsupervisor", ours[quantile])
                bench.add(quantile, "added", ours[quantile] - direct[quantile])


def load(bench, name, url):
    arguments = ["-n", 1, "-w", 1, "-f", RATE, "-t", 2 * bench.seconds, url]
    return bench.load("mjpegload", *arguments, label=f"latency {name}")["latency_ms"]
