#!/usr/bin/env python3
"""Draws docs/benchmarks.svg from what criterion measured last.

    cargo bench -p benches --bench decode -- 'decode_(json|xml)_100/'
    docs/plot-benchmarks.py

A bar is the median time of a function; beside it stands how many times that of the fastest it is.
"""

import html
import json
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent
GROUPS = [("decode_json_100", "JSON, 100 images"), ("decode_xml_100", "XML, 100 images")]
WIDTH, LABEL, ROW, BAR = 760, 190, 24, 16


def medians(group):
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT.parent / "target"))
    for estimates in (target / "criterion" / group).glob("*/new/estimates.json"):
        name = estimates.parent.parent.name
        if not name.startswith("limit_"):
            yield json.loads(estimates.read_text())["median"]["point_estimate"] / 1e3, name


def main():
    rows, y = [], 10
    for group, title in GROUPS:
        functions = sorted(medians(group))
        fastest, slowest = functions[0][0], functions[-1][0]
        rows.append(f'<text x="10" y="{y + 16}" font-weight="bold">{title}, µs per page</text>')
        y += ROW + 2
        for micros, name in functions:
            width = max(2.0, (WIDTH - LABEL - 130) * micros / slowest)
            colour = "#d9480f" if name.startswith("ours") else "#868e96"
            rows.append(f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{html.escape(name)}</text>')
            rows.append(f'<rect x="{LABEL}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>')
            label = f"{micros:.0f} µs, ×{micros / fastest:.1f}"
            rows.append(f'<text x="{LABEL + width + 6:.1f}" y="{y + 13}">{label}</text>')
            y += ROW
        y += 14
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" '
        f'viewBox="0 0 {WIDTH} {y}" font-family="sans-serif" font-size="13" fill="#212529">\n'
        f'<rect width="{WIDTH}" height="{y}" fill="#ffffff"/>\n' + "\n".join(rows) + "\n</svg>\n"
    )
    (ROOT / "benchmarks.svg").write_text(svg)


main()
