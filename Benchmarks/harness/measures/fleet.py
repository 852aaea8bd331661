"""100 cameras at 10 fps with a viewer each: what the whole costs and whether anything is lost."""

from harness import servers
from harness.measures.fanout import mjpeg

TITLE = "100 MJPEG cameras × 10 fps, one viewer each"
CAMERAS = 100
RATE = 10


def measure(bench):
    with servers.cameras(bench, CAMERAS, RATE) as port:
        cameras = {f"cam_{number}": mjpeg(port, number) for number in range(CAMERAS)}
        with servers.supervisor(bench, cameras) as supervisor:
            known = supervisor.cameras()
            pids = [supervisor.pid] + [known[each]["worker"]["pid"] for each in cameras]
            for _ in range(bench.runs):
                result = bench.load(
                    "mjpegload", "-n", CAMERAS, "-c", CAMERAS, "-w", 2, "-f", RATE, supervisor.stream("cam_%d"),
                    label="fleet", pids=pids,
                )  # fmt: skip
                add(bench, result)


def add(bench, result):
    seconds = result["seconds"]
    supervisor, workers = result["cpu_seconds"][0], sum(result["cpu_seconds"][1:])
    for column, value in {
        "supervisor, % of a core": 100 * supervisor / seconds,
        "100 workers, % of a core": 100 * workers / seconds,
        "both": 100 * (supervisor + workers) / seconds,
        "ms per frame": 1000 * (supervisor + workers) / result["frames"],
        "frames a second": result["frames"] / seconds,
        "lost": result["seq_lost"],
        "latency p50 ms": result["latency_ms"]["p50"],
        "latency p99 ms": result["latency_ms"]["p99"],
    }.items():
        bench.add("100 cameras", column, value)
