"""Multipart uploads to one push camera at concurrency 8."""

from harness import servers

TITLE = "Push uploads, 93 kB multipart, concurrency 8"
CONCURRENCY = 8


def measure(bench):
    camera = {"platform": "push", "webhook_id": "bench-upload", "buffer": 5}
    with servers.supervisor(bench, {"door": camera}) as supervisor:
        for _ in range(bench.runs):
            result = bench.load(
                "httpload", "-c", CONCURRENCY, "-w", 0.5, "-F", bench.tools / "pictures" / "f001.jpg", "-f", "image",
                f"{supervisor.url}/api/webhook/bench-upload", label="uploads", pids=[supervisor.pid, supervisor.worker("door")],
            )  # fmt: skip
            requests = max(1, result["ok"])
            supervisor_cpu, worker_cpu = (1000 * each / requests for each in result["cpu_seconds"])
            row = "camsupervisor"
            bench.add(row, "per second", result["per_second"])
            bench.add(row, "CPU ms each", supervisor_cpu + worker_cpu)
            bench.add(row, "supervisor", supervisor_cpu)
            bench.add(row, "worker", worker_cpu)
            bench.add(row, "p99 ms", result["latency_ms"]["p99"])
