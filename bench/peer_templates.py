"""Our Word template in the tags of other engines, and its data as plain JSON.

Every value of our tags becomes a numbered key, every loop a list of objects, every condition a
truth, so that the other engine is handed texts that are ready to print.  What a paragraph says by
conditions within it is one text for them: that is less work, not more.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any

from lxml import etree

from yugong.standard.package import Package
from yugong.template.environment import TemplateEnvironment
from yugong.template.values import text_of

BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG = re.compile(r"\{\{(?P<value>.*?)\}\}|\{%(?P<scope>tr|p)? (?P<word>.*?)%\}", re.DOTALL)
_MERGE = re.compile(r"\{%竖并 (.*?)%\}\{\{(.*?)\}\}", re.DOTALL)
_PARAGRAPH_START = re.compile(r"<w:p(?: [^>]*)?>(?:<w:pPr>.*?</w:pPr>|<w:pPr/>)?", re.DOTALL)
_RUN = "<w:r><w:t>{}</w:t></w:r>"
_PARAGRAPH = f"<w:p>{_RUN}</w:p>"
_BETWEEN_ROWS = '<w:ins w:id="0" w:author="">{}</w:ins>'
_MARK = re.compile(r"<\?t (\d+)\?>")


@dataclass
class Loop:
    """``{% for HEAD %}``: one object for each time."""

    head: str
    scope: str
    key: str
    body: list[Node] = field(default_factory=list)


@dataclass
class Choice:
    """``{% if %} … {% else %}``: every branch with its tag and the key of its truth."""

    scope: str
    branches: list[tuple[str, str, list[Node]]] = field(default_factory=list)


@dataclass
class Value:
    """A text; ``source`` is what Jinja prints it from."""

    source: str
    key: str


Node = str | Value | Loop | Choice


def without_merges(word: bytes) -> bytes:
    """A template without 竖并: where it would continue a cell, the cell is left empty."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(word)) as source, zipfile.ZipFile(target, "w") as result:
        for name in source.namelist():
            data = source.read(name)
            if name == BODY:
                plain = _MERGE.sub(r"{% if \1 %}{{\2}}{% endif %}", data.decode())
                data = plain.encode()
            result.writestr(name, data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


class PeerTemplate:
    """The body of a template as text, values, loops and conditions."""

    def __init__(self, word: bytes) -> None:
        self._word = word
        self._keys = count(1)
        with zipfile.ZipFile(BytesIO(word)) as archive:
            root = etree.fromstring(archive.read(BODY))
        marks: list[Any] = []
        _mark(root, marks)
        split = _MARK.split(etree.tostring(root, encoding="unicode"))
        pieces = [marks[int(one)] if number % 2 else one for number, one in enumerate(split)]
        self._nodes, ended = self._nested(iter(pieces))
        assert ended == "", ended

    def _nested(self, pieces: Iterator[Any]) -> tuple[list[Node], str]:
        """Nodes up to the tag that ends their block, and that tag."""
        nodes: list[Node] = []
        for piece in pieces:
            if isinstance(piece, str):
                nodes.append(piece)
                continue
            scope, word = piece
            if scope is None:
                nodes.append(Value(word, f"k{next(self._keys)}"))
            elif word.startswith("for "):
                loop = Loop(word, scope, f"l{next(self._keys)}")
                loop.body, _ = self._nested(pieces)
                nodes.append(loop)
            elif word.startswith("if "):
                choice = Choice(scope)
                while word != "endif":
                    body, after = self._nested(pieces)
                    choice.branches.append((word, f"b{next(self._keys)}", body))
                    word = after
                nodes.append(choice)
            else:
                return nodes, word
        return nodes, ""

    def data(self, package: Package) -> str:
        """The values of a package, as JSON."""
        environment = TemplateEnvironment({**package.filters, "json": json.dumps}, autoescape=False)
        environment.finalize = text_of
        source = "".join(_data_source(self._nodes))
        text = environment.from_string(f'{{{source}"end": ""}}').render(package.context)
        return json.dumps(json.loads(text), ensure_ascii=False)

    def docxtemplater(self) -> bytes:
        """The template for docxtemplater, ``paragraphLoop`` on."""
        return self._packed(_joined(_Docxtemplater().nodes(self._nodes)))

    def carbone(self) -> bytes:
        """The template for carbone."""
        return self._packed(_joined(_Carbone().nodes(self._nodes, "d")))

    def _packed(self, body: str) -> bytes:
        target = BytesIO()
        with zipfile.ZipFile(BytesIO(self._word)) as source, zipfile.ZipFile(target, "w") as result:
            for name in source.namelist():
                data = body.encode() if name == BODY else source.read(name)
                result.writestr(name, data, zipfile.ZIP_DEFLATED)
        return target.getvalue()


def _mark(root: Any, marks: list[Any]) -> None:
    """Put numbered instructions in the place of tags; ``marks`` says what they stand for."""

    def instruction(scope: str | None, word: str) -> Any:
        marks.append((scope, word))
        return etree.ProcessingInstruction("t", str(len(marks) - 1))

    for paragraph in list(root.iter(f"{_W}p")):
        text = "".join(paragraph.itertext(f"{_W}t"))
        alone = _TAG.fullmatch(text.strip())
        if alone is not None and alone["scope"]:
            element = paragraph
            while alone["scope"] == "tr" and element.tag != f"{_W}tr":
                element = element.getparent()
            element.getparent().replace(element, instruction(alone["scope"], alone["word"].strip()))
            continue
        for node in paragraph.iter(f"{_W}t"):
            text = _MERGE.sub(r"{% if \1 %}{{\2}}{% endif %}", node.text or "")
            if "{%" in text:
                node.text = None
                node.append(instruction(None, text))
            elif "{{" in text:
                _values(node, text, instruction)


def _values(node: Any, text: str, instruction: Any) -> None:
    """The values within a text, each as an instruction of its own."""
    node.text = text[: text.index("{{")]
    for match in _TAG.finditer(text):
        mark = instruction(None, match[0])
        following = text.find("{{", match.end())
        mark.tail = text[match.end() : following if following >= 0 else None]
        node.append(mark)


def _data_source(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Value):
            yield f'"{node.key}": {{% filter json %}}{node.source}{{% endfilter %}},'
        elif isinstance(node, Loop):
            body = "".join(_data_source(node.body))
            comma = "{% if not loop.last %},{% endif %}"
            yield f'"{node.key}": [{{% {node.head} %}}{{{body}"end": ""}}{comma}{{% endfor %}}],'
        elif isinstance(node, Choice):
            yield "".join(f'"{key}": false,' for _, key, _ in node.branches)
            for tag, key, inner in node.branches:
                yield f'{{% {tag} %}}"{key}": true,{"".join(_data_source(inner))}'
            yield "{% endif %}"


class _Docxtemplater:
    """``{#key}…{/key}`` for loops and conditions, ``{key}`` for values."""

    def nodes(self, nodes: list[Node]) -> Iterator[_Piece]:
        for node in nodes:
            if isinstance(node, str):
                yield node
            elif isinstance(node, Value):
                yield f"{{{node.key}}}"
            elif isinstance(node, Loop):
                yield from self._section(node.scope, node.key, node.body)
            else:
                for _, key, body in node.branches:
                    yield from self._section(node.scope, key, body)

    def _section(self, scope: str, key: str, body: list[Node]) -> Iterator[_Piece]:
        yield _Tag(scope, f"{{#{key}}}", opens=True)
        yield from self.nodes(body)
        yield _Tag(scope, f"{{/{key}}}", opens=False)


class _Carbone:
    """``{d.key[i].key}``; a loop ends where the same stands with ``[i+1]``."""

    def nodes(self, nodes: list[Node], path: str) -> Iterator[_Piece]:
        for node in nodes:
            if isinstance(node, str):
                yield node
            elif isinstance(node, Value):
                yield f"{{{path}.{node.key}}}"
            elif isinstance(node, Loop):
                yield from self._loop(node, f"{path}.{node.key}")
            else:
                for _, key, body in node.branches:
                    truth = f"{path}.{key}:ifEQ(true)"
                    yield self._around(node.scope, f"{{{truth}:showBegin}}")
                    yield from self.nodes(body, path)
                    yield self._around(node.scope, f"{{{path}.{key}:showEnd}}")

    def _around(self, scope: str, text: str) -> str:
        """Between rows, not in their cells, or carbone leaves empty rows behind."""
        return text if scope == "tr" else _PARAGRAPH.format(text)

    def _loop(self, loop: Loop, path: str) -> Iterator[_Piece]:
        edge = _BETWEEN_ROWS if loop.scope == "tr" else _PARAGRAPH
        this, following = edge.format(f"{{{path}[i].end}}"), edge.format(f"{{{path}[i+1].end}}")
        yield this
        yield from self.nodes(loop.body, f"{path}[i]")
        yield this + following


@dataclass(frozen=True)
class _Tag:
    """A tag that stands for a row or a paragraph."""

    scope: str
    text: str
    opens: bool


_Piece = str | _Tag


def _joined(pieces: Iterator[_Piece]) -> str:
    """The body: a tag of paragraphs in its own, a tag of rows in the row it begins or ends."""
    body = ""
    waiting = ""
    for piece in pieces:
        if isinstance(piece, _Tag):
            if piece.scope == "p":
                body += _PARAGRAPH.format(piece.text)
            elif piece.opens:
                waiting += piece.text
            else:
                end = body.rindex("</w:p>")
                body = body[:end] + _RUN.format(piece.text) + body[end:]
        else:
            if waiting and (start := _PARAGRAPH_START.search(piece)) is not None:
                run, waiting = _RUN.format(waiting), ""
                piece = piece[: start.end()] + run + piece[start.end() :]
            body += piece
    assert not waiting
    return body
