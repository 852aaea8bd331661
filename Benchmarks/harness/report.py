"""Medians and ranges as a Markdown table."""

import platform
import statistics
import subprocess


def text(value):
    if value >= 1000:
        return f"{value:,.0f}"
    if value >= 100:
        return f"{value:.0f}"
    if value >= 10:
        return f"{value:.1f}"
    if value >= 1:
        return f"{value:.2f}"
    return f"{value:.3f}"


def cell(values):
    if not values:
        return ""
    middle = text(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({text(min(values))}–{text(max(values))})"


def machine():
    with open("/proc/cpuinfo") as lines:
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    with open("/proc/loadavg") as line:
        load = line.read().split()[0]
    return f"{len(names)} × {names[0]}, Linux {platform.release()}, load {load}"


def version(binaries):
    done = subprocess.run([binaries / "camsupervisor", "version"], capture_output=True, text=True, check=False)
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else "camsupervisor"


def tables(sections):
    """`sections` is a list of (title, series); a section's rows share their columns."""
    lines = []
    for title, series in sections:
        columns = list(dict.fromkeys(column for row in series.values() for column in row))
        lines += [f"### {title}", "", "| |" + "".join(f" {column} |" for column in columns)]
        lines.append("|---|" + "---|" * len(columns))
        lines += [f"| {row} |" + "".join(f" {cell(cells.get(c))} |" for c in columns) for row, cells in series.items()]
        lines.append("")
    return "\n".join(lines)
