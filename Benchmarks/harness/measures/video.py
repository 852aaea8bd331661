"""An RTSP camera (1080p25, H.264, 4 Mbit/s) kept open as HLS, beside ffmpeg that copies the same to HLS."""

import contextlib
import pathlib
import time

from harness import processes, servers

TITLE = "RTSP 1080p25 H.264, copied to HLS, no viewer"
SETTLE = 6.0  # seconds: the first segment is written
WINDOW = 20.0  # seconds: ten key frames


def camera(url, **options):
    return {"platform": "generic", "stream_source": url, **options}


def measure(bench):
    with servers.rtsp(bench) as url:
        for _ in range(bench.runs):
            with ffmpeg_hls(bench, f"{url}/cam/0") as rival:
                theirs = window(rival)
            with servers.supervisor(bench, {"yard": camera(f"{url}/cam/1", preload_stream=True)}) as supervisor:
                worker = supervisor.worker("yard")
                worker_cpu, worker_memory = window(worker, supervisor.pid)
                supervisor_cpu = worker_cpu[1]
            add(bench, theirs[0][0], theirs[1][0], worker_cpu[0], supervisor_cpu, worker_memory[0])


def add(bench, rival_cpu, rival_memory, worker_cpu, supervisor_cpu, worker_memory):
    ours = worker_cpu + supervisor_cpu
    bench.note("video", ffmpeg_cpu=rival_cpu, ffmpeg_kb=rival_memory, worker_cpu=worker_cpu,
               supervisor_cpu=supervisor_cpu, worker_kb=worker_memory)
    bench.add("CPU, % of a core", "ffmpeg -c copy -f hls", rival_cpu * 100)
    bench.add("CPU, % of a core", "worker", worker_cpu * 100)
    bench.add("CPU, % of a core", "supervisor", supervisor_cpu * 100)
    bench.add("CPU, % of a core", "ours / ffmpeg", ours / rival_cpu)
    bench.add("private memory, MB", "ffmpeg -c copy -f hls", rival_memory / 1024)
    bench.add("private memory, MB", "worker", worker_memory / 1024)
    bench.add("private memory, MB", "ours / ffmpeg", worker_memory / rival_memory)


def window(*pids):
    """Share of a core and private kilobytes of each process."""
    time.sleep(SETTLE)
    before, started = [processes.cpu_seconds(pid) for pid in pids], time.monotonic()
    time.sleep(WINDOW)
    took = time.monotonic() - started
    shares = [(processes.cpu_seconds(pid) - then) / took for pid, then in zip(pids, before)]
    return shares, [processes.private_kilobytes(pid) for pid in pids]


@contextlib.contextmanager
def ffmpeg_hls(bench, url, seconds=6):
    """ffmpeg as people run it for HLS; yields its process id."""
    folder = pathlib.Path(bench.folder, "hls")
    folder.mkdir(exist_ok=True)
    arguments = ["ffmpeg", "-v", "error", "-y", "-rtsp_transport", "tcp", "-i", url, "-c", "copy", "-f", "hls",
                 "-hls_time", seconds, "-hls_list_size", 5, "-hls_flags", "delete_segments",
                 "-hls_segment_type", "fmp4", folder / "stream.m3u8"]
    with processes.running(arguments, bench.folder / "ffmpeg.log") as process:
        yield process.pid
