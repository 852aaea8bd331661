"""One run of the benchmarks: where things are, the load tools, the record."""

import json
import pathlib
import subprocess

from harness import processes


class Bench:
    def __init__(self, binaries, tools, folder, runs, seconds):
        self.binaries = pathlib.Path(binaries).resolve()
        self.tools = pathlib.Path(tools).resolve()
        self.folder = pathlib.Path(folder)
        self.runs = runs
        self.seconds = seconds
        self.raw = []
        self.series = {}

    def tool(self, name):
        return self.tools / name

    def load(self, tool, *arguments, label, pids=()):
        """Runs a load tool and returns the JSON it printed; errors in it are no measurement."""
        command = [self.tool(tool), "-L", label, "-t", self.seconds, *arguments]
        if pids:
            command[3:3] = ["-p", ",".join(map(str, pids))]
        done = subprocess.run([str(each) for each in command], capture_output=True, text=True, timeout=90, check=False)
        if done.returncode:
            raise processes.Failure(f"{tool} failed: {done.stderr}")
        result = json.loads(done.stdout)
        self.raw.append(result)
        trouble = {key: result[key] for key in ("errors", "bad_status", "bad_jpeg", "not_2xx", "not_jpeg") if result.get(key)}
        if trouble:
            raise processes.Failure(f"{label}: {trouble}")
        return result

    def note(self, label, **figures):
        """Keeps what the harness measured itself among the raw output."""
        self.raw.append({"tool": "harness", "label": label, **figures})

    def add(self, row, column, value):
        """One figure of one run; what is printed is their median and range."""
        self.series.setdefault(row, {}).setdefault(column, []).append(value)
