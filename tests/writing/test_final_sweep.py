"""The last look at finished files: no part has a tag left, and no text of the ledger is one."""

from __future__ import annotations

import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest

from builders.docx_specimens import make_package, paragraphs
from builders.own_standard import own_standard
from builders.places import ROOT
from yugong.findings import Finding, FindingsError, Kind, Place
from yugong.jobs.build import build
from yugong.standards_kit import check_standard_files, linting
from yugong.writing import docx
from yugong.writing.docx import compile_template
from yugong.writing.final_sweep import package_texts, remaining_tags, texts_of

BUDGET = ROOT / "samples" / "pinglu-2026" / "budget.yaml"
SIGNS = ("{{ 名 }}", "{% if 有 %}", "{# 注 #}", "名 }}", "%}")
PARTS = {
    "word/document.xml": "<w:p xmlns:w='w'><w:r><w:t>{}</w:t></w:r></w:p>",
    "word/header1.xml": "<w:hdr xmlns:w='w'><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:hdr>",
    "word/_rels/document.xml.rels": "<Relationships><Relationship Target='{}'/></Relationships>",
    "word/styles.xml": "<w:styles xmlns:w='w'><w:name w:val='{}'/></w:styles>",
    "word/charts/chart1.xml": "<c:chart xmlns:c='c'><c:v>{}</c:v></c:chart>",
    "docProps/core.xml": "<cp:core xmlns:cp='c'><cp:title>{}</cp:title></cp:core>",
    "xl/sharedStrings.xml": "<sst><si><t>{}</t></si></sst>",
    "xl/worksheets/sheet1.xml": "<worksheet><oddHeader>&amp;L{}</oddHeader></worksheet>",
    "xl/workbook.xml": "<workbook><definedName>{}</definedName></workbook>",
    "word/vml.vml": "<xml><v:textpath xmlns:v='v' string='{}'/></xml>",
}


def file_with(path: Path, part: str, source: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, source)
    return path


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("sign", SIGNS)
def test_a_tag_in_any_part_is_found(tmp_path: Path, part: str, sign: str) -> None:
    path = file_with(tmp_path / "o.docx", part, PARTS[part].format(sign))
    (finding, *_) = remaining_tags(path, [])
    assert finding.code == "D012"
    assert finding.place.file == "o.docx"
    assert finding.place.path != ""


@pytest.mark.parametrize(
    "source",
    [
        "<w:p xmlns:w='w'><w:r><w:t>{</w:t></w:r><w:r><w:t>{ 名 }</w:t></w:r></w:p>",
        "<w:p xmlns:w='w'><w:r><w:t>&#123;&#x7b; 名</w:t></w:r></w:p>",
        f"<a Target='{quote('http://a/{{ 名 }}')}'/>",
    ],
    ids=["two runs", "escaped", "quoted"],
)
def test_a_tag_in_disguise_is_found(tmp_path: Path, source: str) -> None:
    path = file_with(tmp_path / "o.docx", "word/document.xml", source)
    assert [finding.code for finding in remaining_tags(path, [])] == ["D012"]


def test_a_tag_in_an_embedded_workbook_is_found(tmp_path: Path) -> None:
    inner = file_with(tmp_path / "i.xlsx", "xl/sharedStrings.xml", "<si><t>{{ 名 }}</t></si>")
    path = tmp_path / "o.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/embeddings/book1.xlsx", inner.read_bytes())
    assert [finding.place.path for finding in remaining_tags(path, [])] == ["图表的数据表"]


def test_braces_that_are_no_tags_are_left_alone(tmp_path: Path) -> None:
    source = "<a uri='{28A0092B}'><t>{ 甲 } {</t><t>{ }</t><t>100%</t></a>"
    assert remaining_tags(file_with(tmp_path / "o.docx", "word/document.xml", source), []) == []


def test_a_text_of_the_ledger_may_look_like_a_tag(tmp_path: Path) -> None:
    text = "使用{{单位名称}}和{% 模板 %}"
    package = make_package({"文": text})
    compile_template(paragraphs("{{ 文 }}"), "t").write(tmp_path / "o.docx", package)
    assert remaining_tags(tmp_path / "o.docx", package_texts(package)) == []
    assert len(remaining_tags(tmp_path / "o.docx", [])) == 1


def test_a_tag_beside_such_a_text_is_still_found(tmp_path: Path) -> None:
    source = "<p><t>使用{{单位名称}}</t></p><!-- --><p><t>{{ 单位.名称 }}</t></p>"
    path = file_with(tmp_path / "o.docx", "word/document.xml", f"<a>{source}</a>")
    (finding,) = remaining_tags(path, ["使用{{单位名称}}"])
    assert finding.actual == "{{ 单位.名称 }}"


def test_texts_are_gathered_from_plain_values() -> None:
    assert list(texts_of({"甲": ["一", ("二",)], "乙": 3, "丙": None})) == ["一", "二"]


def test_lint_refuses_a_workbook_that_leaves_a_tag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linting, "remaining_tags", _one_tag)
    findings = check_standard_files(str(own_standard(tmp_path))).findings
    assert {finding.place.file for finding in findings if finding.code == "D012"} == {
        "云澜市.docx",
        "云澜市.xlsx",
    }


def _one_tag(path: Path, *_: object) -> list[Finding]:
    return [Finding(Kind.TAG_REMAINS, Place(file=path.name), "{{ 名 }}")]


def test_nothing_is_delivered_with_a_tag_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = docx.DocxTemplate.write

    def leave_a_tag(self: object, path: Path, *others: object) -> object:
        written = plain(self, path, *others)  # type: ignore[arg-type]
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        members["docProps/core.xml"] = members["docProps/core.xml"].replace(
            b"<dc:creator>", "<dc:creator>{{ 部门.名称 }}".encode()
        )
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return written

    monkeypatch.setattr(docx.DocxTemplate, "write", leave_a_tag)
    with pytest.raises(FindingsError) as caught:
        build(BUDGET, tmp_path / "out", layout=False)
    assert "D012" in {finding.code for finding in caught.value.findings}
    assert not list((tmp_path / "out").glob("*.docx"))


def test_the_signs_of_a_tag_in_a_ledger_are_named_there_and_not_in_the_files(
    tmp_path: Path,
) -> None:
    lines = BUDGET.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(i for i, line in enumerate(lines) if line.lstrip().startswith("必要性: "))
    indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
    lines[place] = f'{indent}必要性: "按{{{{ 模板 }}}}填写：{{% if 有 %}}物业费。"\n'
    ledger = tmp_path / "budget.yaml"
    ledger.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(FindingsError) as caught:
        build(ledger, tmp_path / "out", layout=False)
    codes = {finding.code for finding in caught.value.findings}
    assert "W01" in codes
    assert "D012" not in codes
