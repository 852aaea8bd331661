"""One file per thing that is measured: `TITLE` and `measure(bench)`."""

from harness.measures import (
    amcrest,
    confinement,
    events,
    fanout,
    fleet,
    kill,
    latency,
    memory,
    neighbour,
    ready,
    stills,
    unreachable,
    uploads,
    video,
    videolatency,
    videostart,
)

ALL = {
    "fanout": fanout,
    "latency": latency,
    "stills": stills,
    "uploads": uploads,
    "memory": memory,
    "ready": ready,
    "confinement": confinement,
    "kill": kill,
    "neighbour": neighbour,
    "fleet": fleet,
    "unreachable": unreachable,
    "video": video,
    "videostart": videostart,
    "videolatency": videolatency,
    "events": events,
    "amcrest": amcrest,
}
