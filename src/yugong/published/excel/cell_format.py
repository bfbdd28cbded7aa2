"""The displayed text of a spreadsheet cell: its exact value under its number format.

Values stay decimal text all the way.  An unusual format displays the value as the format General
does.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Context, Decimal, InvalidOperation

from yugong.budget.money import round_half_up
from yugong.ooxml.number_formats import PLAIN_FORMATS

BUILTIN = {
    **PLAIN_FORMATS,
    5: "#,##0",
    6: "#,##0",
    7: "#,##0.00",
    8: "#,##0.00",
    14: "yyyy/m/d",
    17: "yyyy-m",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: "yyyy年m月",
    28: "m月d日",
    29: "m月d日",
    30: "yyyy/m/d",
    31: "yyyy年m月d日",
    32: "h时mm分",
    33: "h时mm分ss秒",
    36: "yyyy年m月",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0;-#,##0;-",
    42: "#,##0;-#,##0;-",
    43: "#,##0.00;-#,##0.00;-",
    44: "#,##0.00;-#,##0.00;-",
    50: "yyyy年m月",
    51: "m月d日",
    52: "yyyy年m月",
    53: "m月d日",
    54: "m月d日",
    57: "yyyy年m月",
    58: "m月d日",
}
"""The formats a workbook need not spell out, as a Chinese Excel shows them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|!(?P<marked>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<slot>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<general>General)"
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|AM/PM|上午/下午)|(?P<other>.)",
    re.DOTALL,
)
_CURRENCY = re.compile(r"\$([^-]*)")
_ODD = re.compile(r"[0#?]\s*/\s*[0#?]|E[+-]", re.IGNORECASE)
_EXCEL_DIGITS = Context(prec=10)
_NEAR = Decimal("0.000001")
_LONGEST = 400
_DAY_ZERO, _MAC_DAY_ZERO = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_DAY = 2_958_465

Tokens = list[tuple[str, str]]


def displayed_number(text: str, form: str, *, mac_days: bool = False) -> str:
    """Return a number as its cell displays it; with ``mac_days`` dates count from 1904."""
    if len(text) > _LONGEST:
        return text
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite() or abs(value.adjusted()) > 300:
        return text
    sections = _sections(form)
    if len(form) > _LONGEST or _ODD.search(form):
        return _general(value)
    chosen, amount = _chosen(sections, value)
    if any(kind == "date" for kind, _ in chosen):
        text_of_date = _date(value, chosen, _MAC_DAY_ZERO if mac_days else _DAY_ZERO)
        return _general(value) if text_of_date is None else text_of_date
    if not any(kind == "slot" for kind, _ in chosen):
        texts = [_general(amount) if mark in ("General", "@") else mark for _, mark in chosen]
        return "".join(texts).strip() if texts or ";" in form else _general(amount)
    return _number(amount, chosen).strip()


def _sections(form: str) -> list[Tokens]:
    sections: list[Tokens] = [[]]
    for match in _TOKEN.finditer(form):
        kind = match.lastgroup
        mark = match[kind] if kind else ""
        if kind == "other" and mark == ";":
            sections.append([])
        elif kind in ("quoted", "escaped", "marked"):
            sections[-1].append(("text", mark))
        elif kind == "bracket":
            currency = _CURRENCY.match(mark)
            if currency and currency[1]:
                sections[-1].append(("text", currency[1]))
        elif kind:
            sections[-1].append((kind, mark))
    return sections


def _chosen(sections: list[Tokens], value: Decimal) -> tuple[Tokens, Decimal]:
    """Return the section for a value's sign, and the value to print, without a minus if so."""
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _general(value: Decimal) -> str:
    """Return a value as General displays it, the binary fraction beyond whole cents dropped."""
    cents = round_half_up(value) if value.adjusted() < 20 else value
    near = cents if abs(value - cents) <= _NEAR and cents else _EXCEL_DIGITS.plus(value)
    text = f"{near:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _number(value: Decimal, tokens: Tokens) -> str:
    slots = [index for index, (kind, _) in enumerate(tokens) if kind == "slot"]
    point = next((index for index, (kind, _) in enumerate(tokens) if kind == "point"), None)
    whole = [slot for slot in slots if point is None or slot < point]
    places = len(slots) - len(whole)
    last = slots[-1]
    grouped = any(
        kind == "comma" and whole and whole[0] < index < whole[-1]
        for index, (kind, _) in enumerate(tokens)
    )
    end = whole[-1] if whole else last
    scale = 0
    for start in {end, last}:
        index = start + 1
        while index < len(tokens) and tokens[index][0] == "comma":
            scale, index = scale + 3, index + 1
    scale -= 2 * sum(kind == "percent" for kind, _ in tokens)
    rounded = round_half_up(value.scaleb(-scale), places)
    digits, _, fraction = f"{abs(rounded):f}".partition(".")
    least = sum(tokens[slot][1] == "0" for slot in whole)
    digits = digits.lstrip("0").rjust(least, "0")
    keep = sum(tokens[slot][1] == "0" for slot in slots[len(whole) :])
    while len(fraction) > keep and fraction.endswith("0"):
        fraction = fraction[:-1]
    filled = _filled(whole, digits, grouped)
    after = dict(zip(slots[len(whole) :], fraction.ljust(places), strict=True))
    out = "-" if rounded < 0 else ""
    for index, (kind, mark) in enumerate(tokens):
        if kind == "slot":
            out += filled[index] if index in filled else after[index].strip()
        elif kind == "point":
            out += "." if fraction else ""
        elif kind != "comma":
            out += mark
    return out


def _filled(whole: list[int], digits: str, grouped: bool) -> dict[int, str]:
    """Return the digits of each slot before the point: one each, the first takes the remainder."""
    filled: dict[int, str] = {}
    left = len(digits)
    for number, slot in enumerate(reversed(whole)):
        start = 0 if number == len(whole) - 1 else max(left - 1, 0)
        filled[slot] = digits[start:left]
        left = start
    if grouped:
        joined = "".join(filled[slot] for slot in whole)
        filled = dict.fromkeys(whole, "")
        filled[whole[-1]] = f"{int(joined):,}" if joined else ""
    return filled


def _date(value: Decimal, tokens: Tokens, zero: datetime) -> str | None:
    if not 0 <= value <= _LAST_DAY:
        return None
    moment = zero + timedelta(seconds=int(round_half_up(value * 86400, 0)))
    out, after_hour = "", False
    for index, (kind, mark) in enumerate(tokens):
        if kind != "date":
            out += mark if kind != "general" else ""
            continue
        letter = mark[0].lower()
        following = next((m[0].lower() for k, m in tokens[index + 1 :] if k == "date"), "")
        minute = letter == "m" and (after_hour or following == "s")
        after_hour = letter == "h"
        out += _date_part("n" if minute else letter, len(mark), moment)
    return out


def _date_part(letter: str, length: int, moment: datetime) -> str:
    if letter == "y":
        return f"{moment.year:04}" if length > 2 else f"{moment.year % 100:02}"
    if letter in "a上":
        return "上午" if moment.hour < 12 else "下午"
    numbers = {"m": moment.month, "d": moment.day, "h": moment.hour}
    numbers |= {"n": moment.minute, "s": moment.second}
    return f"{numbers[letter]:0{min(length, 2)}}"
