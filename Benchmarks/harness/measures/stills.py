"""Stills of one camera at concurrency 16: from the hub, and through nginx from the same camera in two ways."""

from harness import servers
from harness.measures.fanout import mjpeg

TITLE = "Stills, 93 kB, concurrency 16"
CONCURRENCY = 16


def measure(bench):
    with (
        servers.cameras(bench, 2, 25) as port,
        servers.nginx(bench, port) as (nginx_workers, nginx_url),
        servers.supervisor(bench, {"yard": mjpeg(port, 0)}) as supervisor,
    ):
        for _ in range(bench.runs):
            pids = [supervisor.pid, supervisor.worker("yard")]
            ours = load(bench, "camsupervisor", supervisor.still("yard"), pids)
            plain = load(bench, "nginx", f"{nginx_url}/plain/1/still.jpg", nginx_workers)
            tuned = load(bench, "nginx, tuned", f"{nginx_url}/tuned/1/still.jpg", nginx_workers)
            for name, result in {"camsupervisor": ours, "nginx": plain, "nginx, tuned": tuned}.items():
                bench.add(name, "per second", result["per_second"])
                bench.add(name, "CPU ms each", result["cpu_ms_per_request"])
                bench.add(name, "p50 ms", result["latency_ms"]["p50"])
                bench.add(name, "p99 ms", result["latency_ms"]["p99"])
            for name, result in {"nginx": plain, "nginx, tuned": tuned}.items():
                ratio = f"camsupervisor ÷ {name}"
                bench.add(ratio, "per second", ours["per_second"] / result["per_second"])
                bench.add(ratio, "CPU ms each", ours["cpu_ms_per_request"] / result["cpu_ms_per_request"])


def load(bench, name, url, pids):
    return bench.load("httpload", "-c", CONCURRENCY, "-w", 0.5, "-j", url, label=f"stills {name}", pids=pids)
