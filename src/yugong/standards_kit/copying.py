"""A standard of a bureau's own, begun as a copy of another one or based on it."""

from __future__ import annotations

import os
import re
from importlib.resources import files
from pathlib import Path

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.intake.yaml_write import yaml_scalar
from yugong.standard.library import load_standard, shipped_standards
from yugong.whole_file import refuse_existing, write_whole

_NAME = re.compile(r"\w[\w-]{0,39}")
_NAME_LINE = re.compile(r"^名称:.*$", re.MULTILINE)
_TEMPLATES = re.compile(r"^模板:.*(?:\n[ \t]+\S.*)*$", re.MULTILINE)


def new_standard(
    name: str, source: str, folder: Path | None = None, *, based: bool = False
) -> tuple[Path, ...]:
    """Write a copy of a standard under a new name: its YAML file, Word and Excel templates.

    ``source`` is a standard's name or the path of its YAML file; without a folder the copy goes
    into one of the standard's own name.  Comments and order of the YAML file stay.  With
    ``based`` the YAML file only says what it is based on, with examples of how to say what is
    different.  Gives the files, the YAML file first.

    Raises :class:`FindingsError` where the name will not do (S022), there is no such standard, or
    a file stands there already (D009): nothing is overwritten.
    """
    _check_name(name)
    loaded, findings = load_standard(source, Place(path="--based-on" if based else "--from"))
    if loaded is None:
        raise FindingsError(findings)
    out = folder if folder is not None else Path(name)
    yaml, word, excel = (out / f"{name}.{kind}" for kind in ("yaml", "docx", "xlsx"))
    refuse_existing(yaml, word, excel)
    if based:
        text = _based_on(name, _from_there(source, out))
    else:
        text = renamed(loaded.yaml.decode("utf-8-sig"), name, word.name, excel.name)
    for path, data in ((word, loaded.word), (excel, loaded.excel), (yaml, text.encode())):
        write_whole(path, data, new=True)
    return yaml, word, excel


def _based_on(name: str, base: str) -> str:
    """The YAML text of a standard that so far differs in nothing from its base."""
    text = files("yugong.standards_kit").joinpath("based_on.yaml").read_text(encoding="utf-8")
    return text.replace("<基于>", yaml_scalar(base)).replace("<名称>", name)


def _from_there(source: str, folder: Path) -> str:
    """What a file in the folder calls a standard: by its name, or the path from there."""
    path = Path(source)
    if path.suffix not in (".yaml", ".yml") or path.is_absolute():
        return source
    return Path(os.path.relpath(path, folder)).as_posix()


def renamed(text: str, name: str, word: str, excel: str) -> str:
    """A standard's YAML text with another name and other templates; all else as it was."""
    name_line = f"名称: {name}"
    templates = f"模板: {{word: {word}, excel: {excel}}}"
    if _TEMPLATES.search(text) is None:  # written elsewhere, and now of its own
        return _NAME_LINE.sub(f"{name_line}\n{templates}", text, count=1)
    return _TEMPLATES.sub(templates, _NAME_LINE.sub(name_line, text, count=1), count=1)


def _check_name(name: str) -> None:
    if _NAME.fullmatch(name) is None:
        expected = "汉字、字母、数字、短横线，不超过 40 字"
        raise FindingsError([Finding(Kind.UNSUITABLE_STANDARD_NAME, Place(), name, expected)])
    if name in {one.name for one in shipped_standards()}:
        expected = "与随程序提供的标准不同的名称"
        raise FindingsError([Finding(Kind.UNSUITABLE_STANDARD_NAME, Place(), name, expected)])
