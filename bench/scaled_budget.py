"""A budget with any number of projects: the 孝义 sample, its projects repeated."""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_SAMPLE = Path(__file__).parent.parent / "samples" / "xiaoyi-2025" / "budget.yaml"


def write_scaled_budget(path: Path, projects: int) -> None:
    """Write a consistent budget with ``projects`` projects; the same number, the same file."""
    yaml = YAML(typ="safe", pure=True)
    yaml.constructor.add_constructor("tag:yaml.org,2002:int", lambda _, node: node.value)
    yaml.constructor.add_constructor("tag:yaml.org,2002:float", lambda _, node: node.value)
    yaml.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)
    budget: dict[str, Any] = yaml.load(_SAMPLE.read_text(encoding="utf-8"))
    sample = budget["项目"]
    basic = [row for row in budget["收支明细"] if "项目" not in row]
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in budget["收支明细"]:
        if "项目" in row:
            rows.setdefault(str(row["项目"]), []).append(row)
    budget["项目"] = []
    budget["收支明细"] = basic
    for number in range(projects):
        project = copy.deepcopy(sample[number % len(sample)])
        rows_of_project = copy.deepcopy(rows[str(project["编码"])])
        project["编码"] = f"P{number:05d}"
        for row in rows_of_project:
            row["项目"] = project["编码"]
            row["资金来源"] = "一般公共预算"
        budget["项目"].append(project)
        budget["收支明细"] += rows_of_project
    for name in ("收入", "政府采购"):
        budget.pop(name, None)
    facts = ["收入.总计", "支出.总计", "一般公共预算.支出", "三公.合计", "三公.公务接待费"]
    facts += ["三公.公务用车购置及运行费", "三公.公务用车运行维护费"]
    budget["变动原因"] = dict.fromkeys(facts, "测量用的项目数量不同")
    writer = YAML()
    writer.width = 10_000
    writer.default_flow_style = False
    with path.open("w", encoding="utf-8") as stream:
        writer.dump(budget, stream)


if __name__ == "__main__":
    write_scaled_budget(Path(sys.argv[1]), int(sys.argv[2]))
