"""Find a text in a built Word file, with the facts from which it was written."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.reading.file_bytes import read_bytes
from yugong.writing.docx import TextPlace, find_in_document
from yugong.writing.facts_json import DATA_FILE


def trace_document(path: Path, text: str) -> list[TextPlace]:
    """Return every place of a built Word file that has ``text``, with the facts written there.

    The data file of the build, in the same folder, gives long ids in full.  Raises FindingsError if
    the file is no Word document (R001, R002, S006) or does not have the text (D041).
    """
    facts: list[str] = []
    data, _ = read_bytes(path.with_name(DATA_FILE))
    if data is not None:
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            facts = [str(entry["编号"]) for entry in json.loads(data)["事实"]]
    places = find_in_document(path, text, facts)
    if not places:
        place = Place(file=path.name)
        raise FindingsError(
            [Finding(Kind.UNKNOWN_NUMBER, place, text, "照文中的写法写一个数字或一段话")]
        )
    return places
