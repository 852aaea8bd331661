"""How long a stream that nobody watched takes to show something, beside ffmpeg doing the same from nothing."""

import json
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.parse

from harness import processes, servers
from harness.measures.video import camera

TITLE = "RTSP 1080p25: from nothing to a picture, ms"
EACH = 3  # cameras asked in each run, one after the other


def measure(bench):
    with servers.rtsp(bench) as url:
        for _ in range(bench.runs):
            stills(bench, url)
            segments(bench, url)


def timed(action):
    started = time.monotonic()
    action()
    return (time.monotonic() - started) * 1000


def stills(bench, url):
    cameras = {f"yard_{number}": camera(f"{url}/cam/{number}") for number in range(EACH)}
    command = ["ffmpeg", "-v", "error", "-y", "-rtsp_transport", "tcp", "-i", f"{url}/cam/0", "-frames:v", "1",
               "-f", "image2", str(bench.folder / "still.jpg")]
    theirs = sorted(timed(lambda: subprocess.run(command, check=True, timeout=30)) for _ in range(EACH))[EACH // 2]
    with servers.supervisor(bench, cameras) as supervisor:
        path = "/api/camera_proxy/{}?max_age=60"
        cold = sorted(timed(lambda name=name: supervisor.get(path.format(name))) for name in cameras)[EACH // 2]
        time.sleep(3)  # a key frame later
        warm = sorted(timed(lambda: supervisor.get("/api/camera_proxy/yard_0?max_age=3")) for _ in range(1))[0]
    bench.note("still", ffmpeg=theirs, cold=cold, warm=warm)
    bench.add("cold still", "ffmpeg -frames:v 1", theirs)
    bench.add("cold still", "camsupervisor", cold)
    bench.add("cold still", "ratio", cold / theirs)
    bench.add("warm still", "camsupervisor", warm)


def segments(bench, url):
    with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
        playlist = pathlib.Path(folder, "stream.m3u8")
        command = ["ffmpeg", "-v", "error", "-y", "-rtsp_transport", "tcp", "-i", f"{url}/cam/0", "-c", "copy",
                   "-f", "hls", "-hls_time", "2", "-hls_segment_type", "fmp4", str(playlist)]
        started = time.monotonic()
        with processes.running(command, bench.folder / "ffmpeg.log"):
            processes.wait_until("ffmpeg's first segment",
                                 lambda: playlist.exists() and "#EXTINF" in playlist.read_text(), patience=30)
            theirs = (time.monotonic() - started) * 1000
    stream = {"segment_duration": 2, "part_duration": 0.5}
    with servers.supervisor(bench, {"yard": camera(f"{url}/cam/1")}, stream=stream) as supervisor:
        part = timed(lambda: first(supervisor, r'#EXT-X-PART:.*URI="([^"]+)"'))
    with servers.supervisor(bench, {"yard": camera(f"{url}/cam/1")}, stream=stream) as supervisor:
        segment = timed(lambda: first(supervisor, r"#EXTINF:.*\n(?:#.*\n)*([^#\n].*)"))
    bench.note("segments", ffmpeg=theirs, part=part, segment=segment)
    bench.add("first playable segment of 2 s", "ffmpeg -f hls", theirs)
    bench.add("first playable segment of 2 s", "camsupervisor", segment)
    bench.add("first playable segment of 2 s", "ratio", segment / theirs)
    bench.add("first playable part of 0.5 s", "camsupervisor", part)


def first(supervisor, pattern):
    """Asks for a stream nobody watches, as a player would, until the first piece that `pattern` finds is fetched."""
    master = json.loads(supervisor.get("/api/camera_stream/yard"))["url"]
    variant = re.search(r"^[^#\n].*$", supervisor.get(master).decode(), re.MULTILINE)[0]
    playlist = urllib.parse.urljoin(master, variant)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if found := re.search(pattern, supervisor.get(playlist).decode()):
            supervisor.get(urllib.parse.urljoin(playlist, found[1]))
            return
        time.sleep(0.01)
    raise processes.Failure("no segment within 30 s")
