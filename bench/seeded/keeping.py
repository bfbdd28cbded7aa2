"""Seeded copies kept with a list of what is wrong in each, so that any checker can be measured.

``truth.json`` lists the clean files and the seeded ones.  A checker's results are one JSON object:
the name of every file, as listed, with the messages the checker gave on it.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seeded.seeding import CLASSES, Seed


@dataclass(slots=True)
class Kept:
    """A folder of seeded copies while they are made."""

    folder: Path
    seeded: list[dict[str, Any]] = field(default_factory=list)
    clean: list[dict[str, str]] = field(default_factory=list)

    def keep_clean(self, sample: str, form: str, file: Path) -> None:
        name = f"{sample}/{form}/clean{file.suffix}"
        self._copy(file, name)
        self.clean.append({"file": name, "sample": sample, "form": form})

    def keep(self, sample: str, form: str, seed: Seed, file: Path) -> None:
        name = f"{sample}/{form}/{len(self.seeded) + 1:04}{file.suffix}"
        self._copy(file, name)
        self.seeded.append(
            {
                "file": name,
                "clean": f"{sample}/{form}/clean{file.suffix}",
                "form": form,
                "class": seed.kind,
                "rules": list(CLASSES[seed.kind].expected),
                "edits": [
                    {"place": str(edit.place), "was": edit.old, "is": edit.new}
                    for edit in seed.edits
                ],
                "form_of_project": seed.form.name if seed.form is not None else "",
                "form_becomes": seed.form_becomes,
            }
        )

    def write_truth(self) -> None:
        truth = {"clean": self.clean, "seeded": self.seeded}
        text = json.dumps(truth, ensure_ascii=False, indent=1)
        (self.folder / "truth.json").write_text(text + "\n", encoding="utf-8")

    def _copy(self, file: Path, name: str) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def score(folder: Path, results: Path) -> str:
    """Class by class, the copies on which a checker says something it does not say of the clean.

    What it says is not looked into: a checker that knows no rule codes can be measured too.
    """
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    reports: dict[str, Sequence[str]] = json.loads(results.read_text(encoding="utf-8"))
    lines = ["| 错误 | 形式 | 发现 |", "| --- | --- | ---: |"]
    every: Counter[tuple[str, str]] = Counter()
    hit: Counter[tuple[str, str]] = Counter()
    for entry in truth["seeded"]:
        key = (entry["class"], entry["form"])
        every[key] += 1
        more = Counter(reports.get(entry["file"], ())) - Counter(reports.get(entry["clean"], ()))
        hit[key] += bool(more)
    lines += [f"| {kind} | {form} | {hit[kind, form]}/{of} |" for (kind, form), of in every.items()]
    lines.append("")
    lines += [
        f"原件：{entry['file']}，{len(reports.get(entry['file'], ()))} 条"
        for entry in truth["clean"]
    ]
    return "\n".join(lines)
