"""The tags of docxtpl in the text of a paragraph, read with their faults.

docxtpl itself knows no places: it works on the XML of a whole part.  Here every tag is found in
its paragraph first, put into plain form, and given a number that it carries in blanks.

Tests: tests/writing/docx/engine/test_docxtpl_faults.py.
"""

from __future__ import annotations

import re

from yugong.findings import Kind
from yugong.quick_dataclass import dataclass
from yugong.template.faults import TagFault
from yugong.template.tag_text import COMMENT, OPENER, plain_opener, read_tag_body
from yugong.template.tags import CLOSERS, MERGE, MIDDLES, OPENERS, Tag
from yugong.writing.docx.engine.docxtpl_language import IN_PARAGRAPH, IN_RUN

CELL_WORDS = frozenset({"vm", "hm", "cellbg", "colspan"})
"""What docxtpl does to the cell around a tag."""

TAG_NUMBER = re.compile("([\u2000-\u2009]+)(?=-?[%}]})")
"""The number of a tag, in blanks before its end: Jinja and docxtpl pass over them."""

_MARKS = re.compile(OPENER.pattern + "|%}|}}")
_CLOSING = ("%}", "}}")
_SCOPE = re.compile(r"(tr|tc|p|r)\s+(?=\S)")
_WORD = re.compile(r"([^\s(]+)\s*(.*)", re.DOTALL)
_WORDS = OPENERS | MIDDLES | CLOSERS.keys() | CELL_WORDS | {MERGE}
_ALONE_WORDS = MIDDLES - {"elif"} | CLOSERS.keys() | {"vm", "hm"}
_IN_LITERALS = {
    "“": "\\u201c",
    "”": "\\u201d",
    "‘": "\\u2018",
    "’": "\\u2019",
    "&": "\\x26",
    "{": "\\x7b",
    "}": "\\x7d",
    "%": "\\x25",
    "#": "\\x23",
    "\n": "\\n",
    "\t": "\\t",
}
"""Characters that docxtpl would take for something else, as a literal may also write them."""
_LITERAL = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DocxtplTag:
    """A tag of a template.  ``word`` is its statement, empty for a value, ``{#`` for a comment.

    ``scope`` is ``tr``, ``tc``, ``p`` or ``r`` if the tag takes the place of its row, cell,
    paragraph or run.  ``before`` and ``after`` are ``-`` where it joins the text on that side.
    """

    word: str
    scope: str
    expression: str
    before: str
    after: str
    raw: str
    place: str

    @property
    def body(self) -> str:
        """The word and the expression, as findings call them."""
        return f"{self.word} {self.expression}".strip()

    def as_tag(self) -> Tag:
        """The tag as one of the template language, to be paired like any other."""
        return Tag(self.word, self.scope, self.body, self.raw, self.place)

    def source(self, number: int) -> str:
        """The tag as docxtpl is given it, with its number in blanks."""
        if self.word == COMMENT:
            return f"{{#{self.scope} #}}"
        if self.word:
            return self.statement(self.word, number)
        digits, expression = _digits(number), _plain(self.expression)
        if self.scope:
            expression = f"({expression})|{IN_RUN if self.scope == 'r' else IN_PARAGRAPH}"
        return f"{{{{{self.before}{self.scope} {expression} {digits}{self.after}}}}}"

    def statement(self, word: str, number: int) -> str:
        """A statement with the expression of the tag."""
        body = f"{word} {_plain(self.expression)}".strip()
        return f"{{%{self.before}{self.scope} {body} {_digits(number)}{self.after}%}}"


@dataclass(frozen=True, slots=True)
class DocxtplSpan:
    """The position of a tag in the text of its paragraph."""

    start: int
    end: int
    tag: DocxtplTag


def number_in(blanks: str) -> int:
    """The number that a tag carries."""
    return int("".join(str(ord(blank) - 0x2000) for blank in blanks))


def scan_docxtpl(text: str, place: str) -> tuple[list[DocxtplSpan], list[TagFault]]:
    """Return every tag of a paragraph, and every fault of writing."""
    spans: list[DocxtplSpan] = []
    faults: list[TagFault] = []
    position = 0
    while mark := _MARKS.search(text, position):
        start, opener = mark.start(), mark[0]
        position = mark.end()
        if opener in _CLOSING:
            excerpt = text[max(0, start - 12) : start + 18]
            expected = f"与前面的 {'{{' if opener == '}}' else '{%'} 成对"
            faults.append(TagFault(Kind.MALFORMED_TAG, place, excerpt, expected))
            continue
        opener = plain_opener(opener)
        end, body, trouble = read_tag_body(text, position, opener)
        if trouble:
            faults.append(TagFault(Kind.MALFORMED_TAG, place, text[start:][:30], trouble))
            position = max(end, position)
            continue
        position = end
        read = _tag(opener, body, text[start:end], place)
        if isinstance(read, TagFault):
            faults.append(read)
        else:
            spans.append(DocxtplSpan(start, end, read))
    return spans, faults


def _tag(opener: str, body: str, raw: str, place: str) -> DocxtplTag | TagFault:
    if opener == COMMENT:
        match = _SCOPE.match(body)
        scope = match[1] if match and match[1] != "r" else ""
        return DocxtplTag(COMMENT, scope, "", "", "", raw, place)
    before = "-" if body.startswith("-") else ""
    after = "-" if body.endswith("-") else ""
    plain = body.removeprefix("-").removesuffix("-")
    if plain[:1] == "+" or plain[-1:] == "+":
        return TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, raw, f"去掉 {opener} 旁的加号")
    match = _SCOPE.match(plain)
    scope = match[1] if match else ""
    words = plain[match.end() if match else 0 :].strip()
    if scope and (before or after):
        expected = f"{opener}{scope} … 里不写减号"
        return TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, raw, expected)
    if not words:
        return TagFault(Kind.MALFORMED_TAG, place, raw, f"{opener} 名 }}}}")
    if scope and {"%", "}"} & set(_LITERAL.sub("", words)):
        expected = f"{opener}{scope} … 里不写 % 和花括号"
        return TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, raw, expected)
    if opener == "{{":
        if scope in ("tr", "tc"):
            expected = "值写 {{ 名 }}，富文本写 {{r 名 }}，段落和子文档写 {{p 名 }}"
            return TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, raw, expected)
        return DocxtplTag("", scope, words, before, after, raw, place)
    word_match = _WORD.fullmatch(words)
    word, expression = (word_match[1], word_match[2]) if word_match else (words, "")
    if word not in _WORDS:
        expected = "、".join(sorted(_WORDS))
        return TagFault(Kind.UNSUPPORTED_IN_TEMPLATE, place, raw, expected)
    if word in CELL_WORDS | {MERGE} and (scope or before or after):
        return TagFault(Kind.MALFORMED_TAG, place, raw, f"{{% {word} %}}，前面不写 {scope or '-'}")
    if (word in _ALONE_WORDS) == bool(expression):
        expected = f"{{% {word} %}}，后面没有别的内容" if expression else f"{{% {word} … %}}"
        return TagFault(Kind.MALFORMED_TAG, place, raw, expected)
    return DocxtplTag(word, scope, expression, before, after, raw, place)


def _digits(number: int) -> str:
    return "".join(chr(0x2000 + int(digit)) for digit in str(number))


def _plain(expression: str) -> str:
    return _LITERAL.sub(_plain_literal, expression)


def _plain_literal(match: re.Match[str]) -> str:
    """A literal without the characters that docxtpl would act on."""
    return "".join(_IN_LITERALS.get(char, char) for char in match[0])
