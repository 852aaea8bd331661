"""Private memory of workers nobody asks for anything, and of the supervisor above them."""

from harness import processes, servers
from harness.measures.fanout import mjpeg

TITLE = "Private memory (Private_Dirty), MB"
EACH = 3  # workers of each platform


def measure(bench):
    with servers.cameras(bench, 1, 25) as port:
        kinds = {
            "demo": {"platform": "demo"},
            "mjpeg": mjpeg(port, 0),
            "generic": {"platform": "generic", "still_image_url": f"http://127.0.0.1:{port}/cam/0/still.jpg"},
            "push": {"platform": "push"},
        }
        for _ in range(bench.runs):
            one_run(bench, kinds)


def one_run(bench, kinds):
    cameras = {}
    for kind, options in kinds.items():
        for number in range(EACH):
            cameras[f"{kind}_{number}"] = dict(options)
            if kind == "push":
                cameras[f"{kind}_{number}"]["webhook_id"] = f"bench-memory-{number}"
    with servers.supervisor(bench, cameras) as supervisor:
        pids = {camera: supervisor.worker(camera) for camera in cameras}
        add(bench, kinds, pids, "idle since its start")
        bench.add("supervisor, 12 cameras", "idle since its start", processes.private_kilobytes(supervisor.pid) / 1024)
        for camera in cameras:
            if not camera.startswith("push"):
                supervisor.get(f"/api/camera_proxy/{camera}")
        add(bench, kinds, pids, "after one picture")
        bench.add("supervisor, 12 cameras", "after one picture", processes.private_kilobytes(supervisor.pid) / 1024)


def add(bench, kinds, pids, column):
    for kind in kinds:
        if kind == "push" and column != "idle since its start":
            continue
        figures = [processes.private_kilobytes(pids[f"{kind}_{number}"]) for number in range(EACH)]
        bench.note(f"memory {kind} {column}", private_kb=figures)
        bench.add(kind, column, sum(figures) / EACH / 1024)
