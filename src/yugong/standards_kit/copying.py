"""A new standard of a bureau: a copy of another one, or one based on it."""

from __future__ import annotations

import os
import re
from importlib.resources import files
from pathlib import Path

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.intake.yaml_write import yaml_scalar
from yugong.standard.attachments import PICTURE, SUBDOCUMENT, Attachment
from yugong.standard.library import LoadedStandard, load_standard, shipped_standards
from yugong.whole_file import refuse_existing, write_whole

_NAME = re.compile(r"\w[\w-]{0,39}")
_NAME_LINE = re.compile(r"^名称:.*$", re.MULTILINE)
_TEMPLATES = re.compile(r"^模板:.*(?:\n[ \t]+\S.*)*$", re.MULTILINE)


def copy_standard(
    name: str, source: str, folder: Path | None = None, *, based: bool = False
) -> tuple[Path, ...]:
    """Write a copy of a standard under a new name: its YAML file and its templates.

    ``source`` is the name of a standard or the path of its YAML file; without a folder the copy
    goes into one named like the standard.  Comments and order of the YAML file stay, and the
    files that the Word template prints are copied.  With ``based`` the YAML file names only its
    base, with examples of changes.  Return the files, the YAML file first.

    Raises :class:`FindingsError` if the name is unsuitable (S022), there is no such standard, or
    a file exists already (D009): nothing is overwritten.
    """
    _check_name(name)
    loaded, findings = load_standard(source, Place(path="--based-on" if based else "--from"))
    if loaded is None:
        raise FindingsError(findings)
    out = folder if folder is not None else Path(name)
    yaml, word, excel = (out / f"{name}.{kind}" for kind in ("yaml", "docx", "xlsx"))
    attached: list[tuple[Path, bytes]] = []
    if based:  # the files that the Word template prints stay those of the base
        text = _based_on(name, _path_from(source, out))
    else:
        named = [(item, _file_name(item, name)) for item in loaded.attachments]
        attached = [(out / file, item.data) for item, file in named]
        further = _further_fields(loaded, named)
        text = renamed(loaded.yaml.decode("utf-8-sig"), name, word.name, excel.name, further)
    contents = [(word, loaded.word), (excel, loaded.excel), *attached, (yaml, text.encode())]
    refuse_existing(*(path for path, _ in contents))
    for path, data in contents:
        write_whole(path, data, new=True)
    return (yaml, word, excel, *(path for path, _ in attached))


def _file_name(item: Attachment, name: str) -> str:
    """The name that the copy of a declared file gets: ``云澜市-图片-徽标.png``."""
    return f"{name}-{item.kind}-{item.name}{Path(item.file).suffix.lower()}"


def _further_fields(loaded: LoadedStandard, named: list[tuple[Attachment, str]]) -> str:
    """The fields of 模板 after word and excel, with the new names of the files."""
    fields = [] if loaded.engine == "内置" else [f"引擎: {loaded.engine}"]
    for kind in (PICTURE, SUBDOCUMENT):
        entries = [
            f"{yaml_scalar(item.name)}: {_entry(item, file)}"
            for item, file in named
            if item.kind == kind
        ]
        if entries:
            fields.append(f"{kind}: {{{', '.join(entries)}}}")
    return "".join(f", {field}" for field in fields)


def _entry(item: Attachment, file: str) -> str:
    sizes = (("宽", item.width), ("高", item.height))
    given = "".join(f", {name}: {size:g}" for name, size in sizes if size is not None)
    return f"{{文件: {yaml_scalar(file)}{given}}}" if given else yaml_scalar(file)


def _based_on(name: str, base: str) -> str:
    """Return the YAML text of a standard that does not yet differ from its base."""
    text = files("yugong.standards_kit").joinpath("based_on.yaml").read_text(encoding="utf-8")
    return text.replace("<基于>", yaml_scalar(base)).replace("<名称>", name)


def _path_from(source: str, folder: Path) -> str:
    """Return a standard as a file in the folder names it: its name, or the path from there."""
    path = Path(source)
    if path.suffix not in (".yaml", ".yml") or path.is_absolute():
        return source
    return Path(os.path.relpath(path, folder)).as_posix()


def renamed(text: str, name: str, word: str, excel: str, further: str = "") -> str:
    """Return the YAML text of a standard with another name and other templates.

    ``further`` are the other fields of 模板; all else stays.
    """
    name_line = f"名称: {name}"
    templates = f"模板: {{word: {word}, excel: {excel}{further}}}"
    if _TEMPLATES.search(text) is None:  # written in the base, and now in this file
        return _NAME_LINE.sub(f"{name_line}\n{templates}", text, count=1)
    return _TEMPLATES.sub(templates, _NAME_LINE.sub(name_line, text, count=1), count=1)


def _check_name(name: str) -> None:
    if _NAME.fullmatch(name) is None:
        expected = "汉字、字母、数字、短横线，不超过 40 字"
        raise FindingsError([Finding(Kind.UNSUITABLE_STANDARD_NAME, Place(), name, expected)])
    if name in {standard.name for standard in shipped_standards()}:
        expected = "与随程序提供的标准不同的名称"
        raise FindingsError([Finding(Kind.UNSUITABLE_STANDARD_NAME, Place(), name, expected)])
