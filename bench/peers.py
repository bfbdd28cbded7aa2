"""The engines of Node.js, docxtemplater and carbone, where they are installed.

``npm ci --prefix bench/peers`` installs the versions that ``peers/package.json`` names.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from peer_templates import PeerTemplate
from yugong.jobs.compute import compute_budget

FOLDER = Path(__file__).parent / "peers"
NAMES = ("docxtemplater", "carbone")


def why_absent() -> str:
    """Return the missing programs, in words; empty if all are present."""
    if shutil.which("node") is None:
        return "没有安装 Node.js，不与 docxtemplater、carbone 比较。"
    missing = [name for name in NAMES if not (FOLDER / "node_modules" / name).is_dir()]
    if missing:
        names = "、".join(missing)
        return f"没有安装 {names}，不与它们比较；安装：npm ci --prefix bench/peers"
    return ""


def versions() -> dict[str, str]:
    """The versions of Node.js and the engines."""
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True)
    versions = {"Node.js": node.stdout.strip().removeprefix("v")}
    for name in NAMES:
        about = FOLDER / "node_modules" / name / "package.json"
        versions[name] = json.loads(about.read_text(encoding="utf-8"))["version"]
    return versions


def write_inputs(budget: Path, folder: Path) -> None:
    """The templates and the data of a budget, as the engines want them."""
    prepared = compute_budget(budget)
    template = PeerTemplate(prepared.loaded.word)
    (folder / "docxtemplater.docx").write_bytes(template.docxtemplater())
    (folder / "carbone.docx").write_bytes(template.carbone())
    (folder / "data.json").write_text(template.data(prepared.package), encoding="utf-8")


def measure_peer(name: str, folder: Path, out: Path, runs: int) -> dict[str, Any]:
    """One engine on the inputs in a folder."""
    script = [FOLDER / "render.js", name, folder / f"{name}.docx", folder / "data.json", out]
    command = ["node", "--max-old-space-size=8192", *map(str, script), str(runs)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


if __name__ == "__main__":
    write_inputs(Path(sys.argv[1]), Path(sys.argv[2]))
