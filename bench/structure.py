"""Measures the structure of the source: lines, files, arrows between rooms, names that occur twice.

Usage: python bench/structure.py [SOURCE]   (src/yugong by default)
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

_SOURCE = Path(__file__).parent.parent / "src" / "yugong"


def room_of(path: Path, source: Path) -> str:
    """Return the room of a module: its folders, or its name at the top level."""
    parts = path.relative_to(source).with_suffix("").parts
    return "/".join(parts[:-1]) or parts[0]


def imported(path: Path) -> Iterator[str]:
    """Yield the modules of the program that a module imports, by dotted name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("yugong."):
            for alias in node.names:
                yield f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("yugong."))


def home_of(name: str, source: Path) -> Path | None:
    """Return the file of a dotted name, which may end in something that the file defines."""
    parts = name.split(".")[1:]
    for length in range(len(parts), 0, -1):
        path = source.joinpath(*parts[:length])
        if path.with_suffix(".py").is_file():
            return path.with_suffix(".py")
        if (path / "__init__.py").is_file():
            return path / "__init__.py"
    return None


def public_names(path: Path) -> Iterator[str]:
    """Yield the public functions, classes and constants that a module defines."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        else:
            names = []
        yield from (name for name in names if not name.startswith("_"))


def main() -> None:
    """Print the measurements of a source folder."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else _SOURCE
    modules = sorted(path for path in source.rglob("*.py"))
    lines: Counter[str] = Counter()
    files: Counter[str] = Counter()
    arrows: Counter[tuple[str, str]] = Counter()
    homes: dict[str, set[str]] = defaultdict(set)
    for path in modules:
        room = room_of(path, source)
        lines[room] += path.read_text(encoding="utf-8").count("\n")
        files[room] += path.name != "__init__.py"
        for name in imported(path):
            home = home_of(name, source)
            if home is not None and room_of(home, source) != room:
                arrows[room, room_of(home, source)] += 1
        if path.name not in ("__init__.py", "kind.py"):
            for name in public_names(path):
                homes[name].add(path.relative_to(source).as_posix())
    print(f"{'room':32}{'lines':>8}{'files':>8}")
    for room in sorted(lines):
        print(f"{room:32}{lines[room]:8}{files[room]:8}")
    print(f"{'all':32}{lines.total():8}{files.total():8}")
    print(f"largest folder: {max(files.values())} files; longest file: ", end="")
    longest = max(modules, key=lambda path: path.read_text(encoding="utf-8").count("\n"))
    count = longest.read_text(encoding="utf-8").count("\n")
    print(f"{longest.relative_to(source).as_posix()}, {count} lines")
    tops = {(first.split("/")[0], second.split("/")[0]) for first, second in arrows}
    between = {(first, second) for first, second in tops if first != second}
    print(f"arrows: {len(arrows)} pairs of rooms, {len(between)} between top-level rooms")
    twice = {name: places for name, places in homes.items() if len(places) > 1}
    print(f"public names defined in more than one module: {len(twice)}")
    for name, places in sorted(twice.items()):
        print(f"    {name}: {', '.join(sorted(places))}")


if __name__ == "__main__":
    main()
