"""CPU per delivered frame at growing numbers of viewers, beside a bare C program and nginx."""

from harness import servers

TITLE = "CPU per delivered 93 kB frame, ms (one camera, 25 fps)"
VIEWERS = (1, 10, 50, 200)
RATE = 25


def measure(bench):
    with (
        servers.cameras(bench, 3, RATE) as port,
        servers.nginx(bench, port) as (nginx_workers, nginx_url),
        servers.supervisor(bench, {"yard": mjpeg(port, 0)}) as supervisor,
    ):
        for _ in range(bench.runs):
            for viewers in VIEWERS:
                ours = load(bench, viewers, "camsupervisor", supervisor.stream("yard"), supervisor.pid, supervisor.worker("yard"))
                with servers.fanout(bench, f"http://127.0.0.1:{port}/cam/1/mjpeg") as (pid, url):
                    bare = load(bench, viewers, "bare C", url, pid)
                proxied = load(bench, viewers, "nginx", f"{nginx_url}/stream/2/mjpeg", *nginx_workers)
                add(bench, viewers, ours, bare, proxied)


def mjpeg(port, number):
    return {"platform": "mjpeg", "mjpeg_url": f"http://127.0.0.1:{port}/cam/{number}/mjpeg"}


def load(bench, viewers, name, url, *pids):
    return bench.load(
        "mjpegload", "-n", viewers, "-w", 0.7, "-f", RATE, "-s", 1, url, label=f"fanout {viewers} {name}", pids=pids
    )


def add(bench, viewers, ours, bare, proxied):
    row = f"{viewers} viewer{'s' if viewers > 1 else ''}"
    frames = max(1, ours["frames"])
    supervisor, worker = (1000 * each / frames for each in ours["cpu_seconds"])
    for column, value in {
        "supervisor": supervisor,
        "worker": worker,
        "both": supervisor + worker,
        "bare C": bare["cpu_ms_per_frame"],
        "nginx": proxied["cpu_ms_per_frame"],
        "supervisor ÷ bare C": supervisor / bare["cpu_ms_per_frame"],
        "both ÷ bare C": (supervisor + worker) / bare["cpu_ms_per_frame"],
        "both ÷ nginx": (supervisor + worker) / proxied["cpu_ms_per_frame"],
        "frames of expected, %": 100 * ours["frames"] / ours["expected"],
    }.items():
        bench.add(row, column, value)
