"""What is measured and what it is compared with: cameras, camsupervisor, the bare fan-out, nginx."""

import contextlib
import json
import os
import pathlib
import urllib.request

from harness import processes


@contextlib.contextmanager
def cameras(bench, count, rate):
    """A fleet of MJPEG cameras; yields the port. /cam/N/mjpeg and /cam/N/still.jpg."""
    (port,) = processes.free_ports(1)
    arguments = [bench.tool("mjpegsrc"), "-p", port, "-c", count, "-f", rate, "-d", bench.tools / "pictures"]
    with processes.running(arguments, bench.folder / "cameras.log", port):
        yield port


@contextlib.contextmanager
def rtsp(bench):
    """RTSP cameras, as many as anybody asks for; yields the URL that `/cam/N` belongs to."""
    log = bench.folder / "rtsp.log"
    source = pathlib.Path(__file__).resolve().parent.parent / "tools/rtspsrc.py"
    with processes.running([source, bench.tools / "film.h264"], log):
        yield processes.wait_until("the RTSP cameras", lambda: log.read_text().strip())


@contextlib.contextmanager
def fanout(bench, camera):
    """The bare C fan-out of one stream; yields its process id and URL."""
    (port,) = processes.free_ports(1)
    with processes.running([bench.tool("fanout"), "-p", port, camera], bench.folder / "fanout.log", port) as process:
        yield process.pid, f"http://127.0.0.1:{port}/"


NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log error; worker_processes {workers};
events {{ worker_connections 8192; }}
http {{
    access_log off; client_body_temp_path {folder}/nginx-body; proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-a; uwsgi_temp_path {folder}/nginx-b; scgi_temp_path {folder}/nginx-c;
    keepalive_requests 1000000;
    upstream camera {{ server 127.0.0.1:{camera}; keepalive 64; keepalive_requests 1000000; }}
    server {{
        listen 127.0.0.1:{port};
        location /stream/ {{ proxy_pass http://127.0.0.1:{camera}/cam/; proxy_buffering off; }}
        # As its users write it, and tuned: connections to the camera kept, the whole picture in memory.
        location /plain/ {{ proxy_pass http://127.0.0.1:{camera}/cam/; }}
        location /tuned/ {{
            proxy_pass http://camera/cam/; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_buffers 8 32k; proxy_max_temp_file_size 0;
        }}
    }}
}}
"""


@contextlib.contextmanager
def nginx(bench, camera_port):
    """nginx before the cameras; yields its workers' process ids and its URL."""
    (port,) = processes.free_ports(1)
    settings = bench.folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=bench.folder, port=port, camera=camera_port, workers=os.cpu_count()))
    arguments = ["nginx", "-p", bench.folder, "-c", settings, "-e", bench.folder / "nginx-error.log"]
    with processes.running(arguments, bench.folder / "nginx.log", port) as process:
        # It listens before it forks: a list read at once may be empty.
        workers = os.cpu_count()
        processes.wait_until("nginx's workers", lambda: len(processes.children(process.pid)) == workers)
        yield processes.children(process.pid), f"http://127.0.0.1:{port}"


class Supervisor:
    def __init__(self, process, url):
        self.pid = process.pid
        self.url = url

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=processes.PATIENCE) as answer:
            return answer.read()

    def cameras(self):
        return {each["id"]: each for each in json.loads(self.get("/api/v1/cameras"))["cameras"]}

    def worker(self, camera):
        """Process id of the camera's worker, or None."""
        worker = self.cameras()[camera]["worker"]
        return worker.get("pid") if worker["phase"] == "running" else None

    def all_ready(self):
        return all(each["worker"]["phase"] == "running" for each in self.cameras().values())

    def stream(self, camera):
        return f"{self.url}/api/camera_proxy_stream/{camera}"

    def still(self, camera):
        return f"{self.url}/api/camera_proxy/{camera}"


@contextlib.contextmanager
def supervisor(bench, cameras, worker=None, wait=True, **sections):
    """camsupervisor with `cameras`, a dictionary of id to options; waits until each has a worker that is ready.

    `sections` are others of the configuration, like `supervision`.
    """
    (port,) = processes.free_ports(1)
    folder = pathlib.Path(bench.folder)
    configuration = folder / "camsupervisor.yaml"
    document = {
        "http": {"listen": f"127.0.0.1:{port}"},
        "control": {"socket": str(folder / "control.sock")},
        "cameras": cameras,
        **sections,
    }
    configuration.write_text(json.dumps(document, indent=1))  # JSON is YAML
    arguments = [bench.binaries / "camsupervisor", "run", "--config", configuration]
    arguments += ["--worker", worker] if worker else []
    with processes.running(arguments, folder / "camsupervisor.log", port) as process:
        subject = Supervisor(process, f"http://127.0.0.1:{port}")
        if wait:
            processes.wait_until("all workers", subject.all_ready, pause=0.05)
        yield subject
