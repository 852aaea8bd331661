"""One file per thing that is measured: `TITLE` and `measure(bench)`."""

from harness.measures import fanout, fleet, kill, latency, memory, ready, stills, unreachable, uploads

ALL = {
    "fanout": fanout,
    "latency": latency,
    "stills": stills,
    "uploads": uploads,
    "memory": memory,
    "ready": ready,
    "kill": kill,
    "fleet": fleet,
    "unreachable": unreachable,
}
