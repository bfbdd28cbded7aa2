"""Lay a document out with LibreOffice: a PDF of it, and the page of each heading."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from lxml import etree

from yugong.findings import Finding, FindingsError, Kind, Place, Severity
from yugong.quick_dataclass import dataclass
from yugong.reading.system import reason_of
from yugong.writing.docx.template.fact_controls import without_controls
from yugong.writing.hanging_marks import with_hanging_marks

TIME_LIMIT = 300.0
"""Seconds that LibreOffice is given; 250 pages take about 7."""

OFFICE_VARIABLE = "YUGONG_SOFFICE"
"""Environment variable with the path of LibreOffice's ``soffice``, where it is not found."""

_USUAL_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
_BODY = "word/document.xml"
_STYLES = "word/styles.xml"
_STEPS = re.compile(r'w:name="_Toc\d+"|<w:sectPr\b[^>]*/>|<w:sectPr\b.*?</w:sectPr>', re.S)
_RESTART = re.compile(r'<w:pgNumType\b[^>]*\bw:start="(\d+)"')


_UNREADABLE = (OSError, zipfile.BadZipFile, LookupError, ValueError, TypeError)


class Titled(Protocol):
    """A heading, as far as this module needs to know one."""

    @property
    def title(self) -> str: ...


def find_office() -> Path | None:
    """Return LibreOffice's program, None if not found: environment variable, PATH, usual places."""
    named = os.environ.get(OFFICE_VARIABLE)
    if named:
        return Path(named) if Path(named).is_file() else None
    for name in ("soffice", "libreoffice"):
        program = shutil.which(name)
        if program is not None:
            return Path(program)
    return next((path for place in _USUAL_PLACES if (path := Path(place)).is_file()), None)


def convert_to_pdf(document: Path, out: Path, *, time_limit: float = TIME_LIMIT) -> Finding | None:
    """Lay ``document`` out as the PDF ``out``; a finding (D005) where that does not succeed.

    LibreOffice runs unseen with a profile of its own, so that one that is open is not disturbed.
    """
    office = find_office()
    if office is None:
        return _no_pdf(document, "没有找到 LibreOffice")
    try:
        with tempfile.TemporaryDirectory(prefix="yugong-", ignore_cleanup_errors=True) as folder:
            room = Path(folder)
            source = room / "document.docx"
            _copy_without_controls(document, source)
            trouble = _run(office, source, room, time_limit)
            result = room / "document.pdf"
            if trouble is None and (not result.is_file() or result.stat().st_size == 0):
                trouble = "没有产生文件"
            if trouble is not None:
                return _no_pdf(document, trouble)
            aside = out.with_name(f".{out.name}.tmp")
            shutil.copyfile(result, aside)
            aside.replace(out)
    except OSError as error:
        return _no_pdf(document, reason_of(error))
    return None


def _copy_without_controls(document: Path, source: Path) -> None:
    """Copy the document without its content controls, and with hanging marks named outright.

    At the edge of a control LibreOffice leaves out the space between Chinese and figures, and lines
    would break elsewhere than in Word.
    """
    try:
        with zipfile.ZipFile(document) as archive, zipfile.ZipFile(source, "w") as copy:
            for name in archive.namelist():
                data = archive.read(name)
                if name == _BODY:
                    data = without_controls(data)
                elif name == _STYLES:
                    data = with_hanging_marks(data)
                copy.writestr(name, data)
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError):  # for LibreOffice to refuse
        shutil.copyfile(document, source)


def _no_pdf(document: Path, reason: str) -> Finding:
    return Finding(
        Kind.PDF_FAILED, Place(file=document.name), actual=reason, severity=Severity.WARNING
    )


def _run(office: Path, source: Path, room: Path, time_limit: float) -> str | None:
    """Run LibreOffice to the end; return what went wrong, None if nothing."""
    command = [
        str(office),
        f"-env:UserInstallation={(room / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "pdf:writer_pdf_Export",
        "--outdir",
        str(room),
        str(source),
    ]
    process = subprocess.Popen(
        command,
        cwd=room,
        env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = process.wait(time_limit)
    except subprocess.TimeoutExpired:
        return f"超过 {time_limit:g} 秒没有结果"
    finally:
        _end(process)
    return f"LibreOffice 退出代码 {code}" if code else None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of a process and of what it started."""
    if process.poll() is None:
        if sys.platform == "win32":
            subprocess.run(
                ["taskkill", "/T", "/F", "/PID", str(process.pid)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@dataclass(frozen=True, slots=True)
class _Section:
    """A section: the number of its first page (None: the next number), and its headings."""

    restart: int | None
    headings: tuple[int, ...]


def heading_pages(pdf: Path, headings: Sequence[Titled], document: Path) -> list[int]:
    """Return the printed page number of each heading of ``document``, as ``pdf`` lays it out.

    Headings are found in the outline of the PDF, in order.  A section that starts its numbers
    anew is taken to begin on the page of its first heading.  Raises :class:`FindingsError`
    (D003) where the two do not agree.
    """
    try:
        physical = _matched(_outline(pdf), headings)
        sections = _sections(document)
    except _UNREADABLE as error:
        raise _no_pages(document, f"读不出排版结果（{type(error).__name__}）") from error
    if physical is None or sum(len(section.headings) for section in sections) != len(headings):
        raise _no_pages(document, "排版结果中的标题与文本不一致")
    printed: list[int] = []
    offset = 0
    waiting: int | None = None
    for section in sections:
        waiting = section.restart if section.restart is not None else waiting
        for heading in section.headings:
            if waiting is not None:
                offset, waiting = waiting - physical[heading], None
            printed.append(physical[heading] + offset)
    return printed


def _no_pages(document: Path, reason: str) -> FindingsError:
    place = Place(file=document.name)
    return FindingsError(
        [Finding(Kind.CONTENTS_PAGES_EMPTY, place, actual=reason, severity=Severity.WARNING)]
    )


def _outline(pdf: Path) -> list[tuple[str, int]]:
    """Return titles and physical pages (from 1) of the PDF's outline, in document order."""
    # Only laying out needs it: kept off the start-up path.
    from pdfminer.pdfdocument import PDFDocument, PDFNoOutlines
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    with pdf.open("rb") as file:
        try:
            document: Any = PDFDocument(PDFParser(file))
            listed: Any = PDFPage.create_pages(document)
            pages = {page.pageid: number for number, page in enumerate(listed, 1)}
            entries: list[tuple[str, int]] = []
            for _, title, destination, action, _ in document.get_outlines():
                page = _page_of(document, destination, action)
                if page in pages:
                    entries.append((str(title), pages[page]))
        except PDFNoOutlines:
            return []
        except (PDFException, PSException) as error:
            raise ValueError("not a PDF that can be read") from error
    return entries


def _page_of(document: Any, destination: Any, action: Any) -> int | None:
    """Return the object number of the page that an outline entry points at; None if none."""
    from pdfminer.pdftypes import PDFObjRef, resolve1

    if destination is None and action is not None:
        action = resolve1(action)
        destination = action.get("D") if isinstance(action, dict) else None
    if isinstance(destination, bytes | str):
        destination = resolve1(document.get_dest(destination))
    destination = resolve1(destination)
    if isinstance(destination, dict):
        destination = resolve1(destination.get("D"))
    if isinstance(destination, list) and destination and isinstance(destination[0], PDFObjRef):
        return int(destination[0].objid)
    return None


def _matched(outline: list[tuple[str, int]], headings: Sequence[Titled]) -> list[int] | None:
    """Return the page of each heading; the outline may have more entries, in the same order."""
    pages: list[int] = []
    position = 0
    for heading in headings:
        title = _squeezed(heading.title)
        while position < len(outline) and _squeezed(outline[position][0]) != title:
            position += 1
        if position == len(outline):
            return None
        pages.append(outline[position][1])
        position += 1
    return pages


def _squeezed(title: str) -> str:
    return "".join(title.split())


def _sections(document: Path) -> list[_Section]:
    with zipfile.ZipFile(document) as archive:
        text = archive.read(_BODY).decode()
    sections: list[_Section] = []
    headings: list[int] = []
    count = 0
    for step in _STEPS.finditer(text):
        if step[0].startswith("w:name"):
            headings.append(count)
            count += 1
            continue
        restart = _RESTART.search(step[0])
        sections.append(_Section(int(restart[1]) if restart else None, tuple(headings)))
        headings = []
    if headings:
        sections.append(_Section(None, tuple(headings)))
    return sections


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The result of laying out: page numbers for the headings (None without), and findings."""

    pages: list[int] | None
    findings: tuple[Finding, ...]


def lay_out(document: Path, headings: Sequence[Titled], pdf: Path) -> LaidOut:
    """Lay ``document`` out as ``pdf`` and read the pages of its headings; never raises for data."""
    if find_office() is None:
        place = Place(file=document.name)
        return LaidOut(
            None, (Finding(Kind.CONTENTS_PAGES_EMPTY, place, severity=Severity.WARNING),)
        )
    finding = convert_to_pdf(document, pdf)
    if finding is not None:
        return LaidOut(None, (finding,))
    try:
        return LaidOut(heading_pages(pdf, headings, document), ())
    except FindingsError as error:
        return LaidOut(None, error.findings)
