"""What Landlock and seccomp cost a worker at its start: the same worker where the kernel has them and where it has not."""

from harness.measures.ready import KINDS, median_start

TITLE = "Cost of confinement at spawn, ms (spawn → ready)"
STARTS = 5
WITHHOLD = "from harness.withheld import withhold; withhold()"


def measure(bench):
    for _ in range(bench.runs):
        for kind in ("mjpeg", "push"):
            confined = median_start(bench, f"confinement {kind}", KINDS[kind], STARTS)
            bare = median_start(bench, f"confinement {kind}, withheld", KINDS[kind], STARTS, WITHHOLD)
            bench.add(kind, "with Landlock and seccomp", confined)
            bench.add(kind, "without", bare)
            bench.add(kind, "cost", confined - bare)
