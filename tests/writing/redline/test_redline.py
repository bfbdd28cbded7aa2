"""Changed, added and removed text as native tracked changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.redline_specimens import (
    AUTHOR,
    SECTION,
    WHEN,
    bodies,
    control,
    field,
    p,
    r,
    tbl,
    word,
)
from readings.revisions import q, revisions
from yugong.findings import FindingsError
from yugong.writing.redline import redline

BOLD = "<w:b/>"


def link(anchor: str, inner: str) -> str:
    return f'<w:hyperlink w:anchor="{anchor}">{inner}</w:hyperlink>'


def bookmarked(number: int, name: str, text: str) -> str:
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return p(inner=f'{start}{r(text)}<w:bookmarkEnd w:id="{number}"/>')


def test_the_same_document_twice_has_no_revisions(tmp_path: Path) -> None:
    body = p("甲", "<w:jc/>") + tbl(("乙", "1.00")) + p(inner=r("丙", BOLD) + r("丁"))
    result = bodies(tmp_path, body, body)
    assert revisions(result.root) == []
    assert result.summary.revisions == 0


def test_an_amount_is_replaced_as_a_whole(tmp_path: Path) -> None:
    old, new = "支出1,514.62万元，占比20.50%。", "支出1,524.62万元，占比20.61%。"
    result = bodies(tmp_path, p(old), p(new))
    assert result.marked_text == ["支出[-1,514.62-][+1,524.62+]万元，占比[-20.50%-][+20.61%+]。"]
    assert result.summary.paragraphs_changed == 1


def test_one_word_in_a_sentence_is_replaced_and_not_half_of_it(tmp_path: Path) -> None:
    result = bodies(
        tmp_path, p("比上年增加3.00万元，因工资调整。"), p("比上年增长3.00万元，因工资调整。")
    )
    assert result.marked_text == ["比上年增[-加-][+长+]3.00万元，因工资调整。"]
    result = bodies(tmp_path, p("收入，增加3.00万元，下同。"), p("收入，增长3.00万元，下同。"))
    assert result.marked_text == ["收入，[-增加-][+增长+]3.00万元，下同。"]


def test_chance_agreement_of_single_characters_is_not_kept(tmp_path: Path) -> None:
    old, new = "原因是人员工资正常调整，不变。", "原因是办公楼电梯大修工程，不变。"
    result = bodies(tmp_path, p(old), p(new))
    assert result.marked_text == ["原因是[-人员工资正常调整-][+办公楼电梯大修工程+]，不变。"]


def test_a_paragraph_with_little_in_common_is_replaced_as_a_whole(tmp_path: Path) -> None:
    result = bodies(tmp_path, p("全省一致，按时办理。"), p("本市各乡镇，另行通知。"))
    assert result.marked_text == ["[-全省一致，按时办理。-][+本市各乡镇，另行通知。+]"]


def test_a_paragraph_added_in_the_middle_is_one_insertion(tmp_path: Path) -> None:
    result = bodies(tmp_path, p("一") + p("二"), p("一") + p("新的一段") + p("二"))
    assert result.marked_text == ["一", "[+新的一段+][+¶+]", "二"]
    assert result.summary.paragraphs_inserted == 1


def test_a_paragraph_removed_in_the_middle_is_one_deletion(tmp_path: Path) -> None:
    result = bodies(tmp_path, p("一") + p("旧的一段") + p("二"), p("一") + p("二"))
    assert result.marked_text == ["一", "[-旧的一段-][-¶-]", "二"]
    assert result.summary.paragraphs_deleted == 1


@pytest.mark.parametrize("look", ["", "<w:keepNext/>"], ids=["same looks", "other looks"])
def test_at_the_end_the_mark_before_comes_or_goes(tmp_path: Path, look: str) -> None:
    old, two = p("第一段的文字"), p("第一段的文字") + p("末段", look) + p("再末段", look)
    assert bodies(tmp_path, old, two).marked_text == [
        "第一段的文字[+¶+]",
        "[+末段+][+¶+]",
        "[+再末段+]",
    ]
    assert bodies(tmp_path, two, old).marked_text == [
        "第一段的文字[-¶-]",
        "[-末段-][-¶-]",
        "[-再末段-]",
    ]


def test_a_changed_paragraph_look_is_tracked(tmp_path: Path) -> None:
    result = bodies(tmp_path, p("甲", "<w:keepNext/>"), p("甲", '<w:jc w:val="center"/>'))
    assert result.marked_text == ["甲"]
    assert result.count("pPrChange") == 1


def test_a_changed_run_look_is_tracked_without_touching_the_text(tmp_path: Path) -> None:
    result = bodies(tmp_path, p(inner=r("甲乙")), p(inner=r("甲") + r("乙", BOLD)))
    assert result.marked_text == ["甲乙"]
    assert result.count("rPrChange") == 1


def test_runs_split_otherwise_are_no_change(tmp_path: Path) -> None:
    result = bodies(tmp_path, p("支出1,234.56万元"), p(inner=r("支出1,2") + r("34.56万元")))
    assert result.summary.revisions == 2  # the number is no longer one word
    result = bodies(tmp_path, p("支出1,234.56万元"), p(inner=r("支出") + r("1,234.56") + r("万元")))
    assert revisions(result.root) == []


def test_what_is_gone_keeps_its_look_and_what_came_its_own(tmp_path: Path) -> None:
    result = bodies(tmp_path, p(inner=r("甲：") + r("9.00", BOLD)), p("甲：8.00"))
    assert result.root.find(f".//{q('del')}/{q('r')}/{q('rPr')}/{q('b')}") is not None
    assert result.root.find(f".//{q('ins')}/{q('r')}/{q('rPr')}") is None


def test_a_changed_page_is_tracked_in_its_section(tmp_path: Path) -> None:
    wide = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>'
    inner = p("止", wide) + p("续")
    result = bodies(tmp_path, p("止", SECTION) + p("续"), inner, sections=(SECTION, wide))
    assert result.count("sectPrChange") == 2


def test_a_section_that_comes_brings_its_break(tmp_path: Path) -> None:
    result = bodies(tmp_path, p("前") + p("后"), p("前") + p("", SECTION) + p("后"))
    assert result.marked_text == ["前", "[+¶+]", "后"]


def test_an_amount_in_a_control_changes_inside_it(tmp_path: Path) -> None:
    old = p(inner=r("支出") + control("支出.合计", r("1.00")) + r("万元"))
    new = p(inner=r("支出") + control("支出.合计", r("2.00")) + r("万元"))
    result = bodies(tmp_path, old, new)
    assert result.marked_text == ["支出[-1.00-][+2.00+]万元"]
    assert [node.tag for node in result.root.iter(q("ins"))] == [q("ins")]
    assert result.root.find(f".//{q('sdtContent')}/{q('del')}") is not None
    assert result.count("customXmlInsRangeStart") == 0


def test_a_control_that_one_side_lacks_is_no_change_where_the_word_is_the_same(
    tmp_path: Path,
) -> None:
    plain = p("支出1.00万元")
    controlled = p(inner=r("支出") + control("支出.合计", r("1.00")) + r("万元"))
    for old, new in ((plain, controlled), (controlled, plain)):
        assert revisions(bodies(tmp_path, old, new).root) == []


def test_a_control_that_comes_or_goes_with_its_amount_is_tracked_itself(tmp_path: Path) -> None:
    plain = p("支出9.00万元")
    controlled = p(inner=r("支出") + control("支出.合计", r("1.00")) + r("万元"))
    came = bodies(tmp_path, plain, controlled)
    assert came.marked_text == ["支出[-9.00-][+1.00+]万元"]
    assert came.count("customXmlInsRangeStart") == came.count("customXmlInsRangeEnd") == 2
    gone = bodies(tmp_path, controlled, plain)
    assert gone.marked_text == ["支出[-1.00-][+9.00+]万元"]
    assert gone.count("customXmlDelRangeStart") == gone.count("customXmlDelRangeEnd") == 2


def test_the_result_of_a_field_changes_inside_it(tmp_path: Path) -> None:
    old = p(inner=r("第") + field("PAGE", r("4")) + r("页"))
    new = p(inner=r("第") + field("PAGE", r("5")) + r("页"))
    result = bodies(tmp_path, old, new)
    assert result.marked_text == ["第[-4-][+5+]页"]
    assert result.count("delInstrText") == 0


def test_a_field_goes_whole_with_its_instruction(tmp_path: Path) -> None:
    result = bodies(tmp_path, p(inner=r("第") + field("PAGE", r("4"))), p("第"))
    assert result.count("delInstrText") == 1
    assert result.count("instrText") == 0


def test_a_simple_field_is_spelled_out(tmp_path: Path) -> None:
    simple = f'<w:fldSimple w:instr=" PAGE ">{r("4")}</w:fldSimple>'
    old = word(tmp_path / "old.docx", p(inner=r("页") + simple))
    new = word(tmp_path / "new.docx", p(inner=r("页") + field("PAGE", r("5"))))
    summary = redline(old, new, tmp_path / "out.docx", author=AUTHOR, when=WHEN)
    assert summary.revisions == 2


def _contents(entries: list[tuple[int, str, str]]) -> str:
    """A contents list over several paragraphs, and the headings it leads to."""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    lines = [
        p(
            inner=(begin if index == 0 else "")
            + link(
                f"_Toc{n}", r(text) + "<w:r><w:tab/></w:r>" + field(f"PAGEREF _Toc{n} \\h", r(page))
            )
        )
        for index, (n, text, page) in enumerate(entries)
    ]
    end = p(inner='<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    headings = [bookmarked(n, f"_Toc{n}", text) + p(f"{text}的正文") for n, text, _ in entries]
    return "".join([*lines, end, *headings])


def test_a_contents_list_stays_valid_when_a_heading_comes(tmp_path: Path) -> None:
    old = _contents([(1, "一、概况", "1"), (2, "二、报表", "3"), (3, "三、说明", "5")])
    new = _contents(
        [(1, "一、概况", "1"), (2, "增、机构", "2"), (3, "二、报表", "4"), (4, "三、说明", "5")]
    )
    result = bodies(tmp_path, old, new)
    assert result.marked_text[:5] == [
        "一、概况\t1", "[+增、机构\t2+][+¶+]", "二、报表\t[-3-][+4+]", "三、说明\t5", "",
    ]  # fmt: skip
    assert result.summary.contents_changed == 1


def test_a_contents_list_stays_valid_when_a_heading_goes(tmp_path: Path) -> None:
    old = _contents([(1, "一、概况", "1"), (2, "二、报表", "3"), (3, "三、说明", "5")])
    new = _contents([(1, "一、概况", "1"), (2, "三、说明", "3")])
    result = bodies(tmp_path, old, new)
    names = [node.get(q("name")) for node in result.root.iter(q("bookmarkStart"))]
    assert len(names) == len(set(names)) == 3
    gone = result.root.find(f".//{q('del')}/{q('r')}/{q('delInstrText')}")
    assert gone is not None
    assert any(name in gone.text for name in names)


def test_the_first_entry_may_change_without_breaking_the_field(tmp_path: Path) -> None:
    old = _contents([(1, "一、单位的基本概况", "1"), (2, "二、报表", "3")])
    new = _contents([(1, "总则", "1"), (2, "二、报表", "3")])
    result = bodies(tmp_path, old, new)
    assert result.marked_text[0] == "[-一、单位的基本概况-][+总则+]\t1"


@pytest.mark.parametrize("side", ["old", "new"])
def test_a_file_with_revisions_is_a_finding(tmp_path: Path, side: str) -> None:
    tracked = p(inner=f'<w:ins w:id="1" w:author="某">{r("乙")}</w:ins>')
    paths = {name: word(tmp_path / f"{name}.docx", p("甲")) for name in ("old", "new")}
    word(paths[side], tracked)
    with pytest.raises(FindingsError) as caught:
        redline(paths["old"], paths["new"], tmp_path / "out.docx", author=AUTHOR, when=WHEN)
    assert [(f.code, f.place.file) for f in caught.value.findings] == [("D021", f"{side}.docx")]
    assert not (tmp_path / "out.docx").exists()


@pytest.mark.parametrize("data", [b"", b"not a zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"])
def test_a_file_that_is_no_document_is_a_finding(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "old.docx").write_bytes(data)
    new = word(tmp_path / "new.docx", p("甲"))
    with pytest.raises(FindingsError) as caught:
        redline(tmp_path / "old.docx", new, tmp_path / "out.docx", author=AUTHOR, when=WHEN)
    assert [finding.code for finding in caught.value.findings] == ["D020"]


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    new = word(tmp_path / "new.docx", p("甲"))
    with pytest.raises(FindingsError) as caught:
        redline(tmp_path / "no.docx", new, tmp_path / "out.docx", author=AUTHOR, when=WHEN)
    assert [finding.code for finding in caught.value.findings] == ["R001"]


def test_the_same_two_files_give_the_same_bytes(tmp_path: Path) -> None:
    old, new = word(tmp_path / "a.docx", p("甲1.00")), word(tmp_path / "b.docx", p("甲2.00"))
    for name in ("x.docx", "y.docx"):
        redline(old, new, tmp_path / name, author=AUTHOR, when=WHEN)
    assert (tmp_path / "x.docx").read_bytes() == (tmp_path / "y.docx").read_bytes()


def test_every_mark_names_the_author_and_the_day(tmp_path: Path) -> None:
    result = bodies(tmp_path, p("甲") + p("丙丁"), p("乙") + p("丙丁", "<w:keepNext/>"))
    marks = revisions(result.root)
    assert marks
    assert {mark.get(q("author")) for mark in marks} == {AUTHOR}
    assert {mark.get(q("date")) for mark in marks} == {"2026-03-05T00:00:00Z"}
