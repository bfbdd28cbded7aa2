"""A standard based on another states only what differs (基于)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.small_budget import HEAD, budget_file
from yugong.findings import Finding, Place
from yugong.jobs.build import build
from yugong.reading.located_yaml import parse_yaml
from yugong.standard.inheritance import StandardFile, inherit, part_of
from yugong.standard.library import LoadedStandard, find_standard, load_standard
from yugong.standard.schema import RowSpec, Standard, TableSpec
from yugong.writing.output_folder import digest

CITY = """\
基于: shanxi-2025
名称: 某市
说明: 某市的部门预算公开
"""


def loaded(
    folder: Path, text: str, name: str = "city.yaml"
) -> tuple[LoadedStandard | None, list[Finding]]:
    """Load a city's file that begins with CITY and goes on with this text."""
    path = folder / name
    path.write_text(CITY + text, encoding="utf-8")
    return load_standard(str(path), Place())


def standard(folder: Path, text: str) -> Standard:
    standard_read, findings = loaded(folder, text)
    assert standard_read is not None, findings
    return standard_read.standard


def base() -> Standard:
    standard_read, _ = find_standard("shanxi-2025", Place())
    assert standard_read is not None
    return standard_read


def table(of: Standard, name: str) -> TableSpec:
    return next(table for table in of.tables if table.name == name)


def titles(spec: TableSpec, block: int = 0) -> list[str]:
    return [
        (row.title or row.expand or "") if isinstance(row, RowSpec) else row
        for row in spec.blocks[block].rows
    ]


def test_anything_left_out_is_as_in_the_base(tmp_path: Path) -> None:
    derived = standard(tmp_path, "")

    changed = {"name", "description", "based_on"}
    assert derived.model_dump(exclude=changed) == base().model_dump(exclude=changed)
    assert (derived.name, derived.based_on) == ("某市", "shanxi-2025")


def test_a_mapping_is_completed_key_by_key(tmp_path: Path) -> None:
    derived = standard(tmp_path, "门槛: {幅度: 10}\n数字: {表内: {零: '0.00'}}\n")

    assert derived.threshold.amount == base().threshold.amount
    assert derived.threshold.percent == 10
    assert (derived.numbers.table.zero, derived.numbers.table.places) == ("0.00", 2)
    assert derived.numbers.narrative == base().numbers.narrative


def test_a_key_can_be_removed_or_the_whole_written_anew(tmp_path: Path) -> None:
    derived = standard(
        tmp_path, "删去: [尾差注]\n项目绩效: {指标框架: {重写: 是, 产出指标: [数量指标]}}\n"
    )

    assert derived.residue_note is None
    assert derived.project_form.frame == {"产出指标": ("数量指标",)}


def test_a_table_and_a_column_are_changed_by_their_names(tmp_path: Path) -> None:
    derived = standard(
        tmp_path,
        "表: [{名称: 预算支出总表, 标题: 支出表, 块: [{列: [{名: 基本支出, 表头: 基本}]}]}]\n",
    )
    spec, before = table(derived, "预算支出总表"), table(base(), "预算支出总表")

    assert spec.title == "支出表"
    assert [column.head for column in spec.blocks[0].columns] == [
        "科目编码",
        "科目名称",
        "合计",
        "基本",
        "项目支出",
    ]
    assert spec.blocks[0].rows == before.blocks[0].rows
    assert [table.name for table in derived.tables] == [table.name for table in base().tables]


def test_a_row_keeps_its_key_under_a_new_title(tmp_path: Path) -> None:
    derived = standard(
        tmp_path,
        "表: [{名称: 预算收支总表, 块: [{行: [{键: 上年结转, 题: 上年结余}]}, {}]}]\n",
    )
    spec = table(derived, "预算收支总表")

    assert "上年结余" in titles(spec)
    assert titles(spec, 1) == titles(table(base(), "预算收支总表"), 1)


ROW = "{题: 社会保险基金预算, 取: {来源: 单位资金, 年份: 上年结转}%s}"


@pytest.mark.parametrize(
    ("placed", "position"),
    [
        ("", 9),
        (", 位于: 最前", 0),
        (", 位于: 最后", 9),
        (", 位于: {之前: 二、政府性基金预算}", 1),
        (", 位于: {之后: 二、政府性基金预算}", 2),
        (", 位于: {之前: 填空}", 5),
    ],
)
def test_a_new_row_is_at_the_place_it_names(tmp_path: Path, placed: str, position: int) -> None:
    derived = standard(tmp_path, "表: [{名称: 预算收支总表, 块: [{行: [" + ROW % placed + "]}]}]\n")

    assert titles(table(derived, "预算收支总表")).index("社会保险基金预算") == position


def test_tables_are_removed_moved_added_and_ordered(tmp_path: Path) -> None:
    derived = standard(
        tmp_path,
        """\
表:
  删去: [机关运行经费表, 项目支出结转表]
  顺序: [三公经费表, 国有资本经营预算收支表]
  增改:
  - {名称: 预算收入总表, 位于: {之后: 预算支出总表}}
  - 名称: 项目分单位表
    编号: "14"
    表号: 表14
    标题: 项目分单位表
    块:
    - 列: [{名: 单位名称, 表头: 单位, 文字: 名称}, {名: 合计, 表头: 合计}]
      行: [{展开: 单位}]
""",
    )
    names = [table.name for table in derived.tables]

    assert names[:5] == [
        "三公经费表",
        "国有资本经营预算收支表",
        "预算收支总表",
        "预算支出总表",
        "预算收入总表",
    ]
    assert names[-1] == "项目分单位表"
    assert len(names) == 12


def test_a_list_of_texts_is_replaced_or_edited(tmp_path: Path) -> None:
    derived = standard(tmp_path, "文字: {必填: [绩效说明], 选填: [其他说明]}\n")
    assert (derived.text.required, derived.text.optional) == (("绩效说明",), ("其他说明",))

    derived = standard(tmp_path, "文字: {必填: {删去: [其他说明], 增改: [绩效说明]}}\n")
    assert derived.text.required == ("政府购买服务", "绩效说明")


def test_a_named_list_can_be_written_anew(tmp_path: Path) -> None:
    derived = standard(tmp_path, "比较: {重写: [{事实: 三公.合计}]}\n")

    assert [comparison.fact for comparison in derived.comparisons] == ["三公.合计"]


@pytest.mark.parametrize(
    ("written", "printed", "inside", "outside"),
    [
        ("[2026, 2027]", "2026、2027", 2027, 2025),
        ("{自: 2024}", "2024 年起", 2050, 2023),
        ("{自: 2024, 至: 2026}", "2024 至 2026", 2026, 2027),
        ("{至: 2024}", "2024 年及以前", 2010, 2025),
    ],
)
def test_years_are_a_list_or_a_span(
    tmp_path: Path, written: str, printed: str, inside: int, outside: int
) -> None:
    years = standard(tmp_path, f"适用年度: {written}\n").years

    assert str(years) == printed
    assert inside in years
    assert outside not in years


@pytest.mark.parametrize("written", ["[]", "{自: 2027, 至: 2025}"])
def test_a_standard_for_no_year_is_a_fault(tmp_path: Path, written: str) -> None:
    _, [finding] = loaded(tmp_path, f"适用年度: {written}\n")

    assert (finding.code, finding.place.line) == ("S002", 4)


def test_bases_may_be_based_on_others_and_lie_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "province").mkdir()
    loaded(tmp_path / "province", "门槛: {幅度: 10}\n空表注: 本表为空\n", "province.yaml")
    path = tmp_path / "county.yaml"
    path.write_text(
        "基于: province/province.yaml\n名称: 某县\n说明: 某县\n空表注: 无\n", encoding="utf-8"
    )

    loaded_standard, findings = load_standard(str(path), Place())

    assert loaded_standard is not None, findings
    assert loaded_standard.standard.threshold.percent == 10
    assert loaded_standard.standard.empty_note == "无"
    assert [name for name, _ in loaded_standard.bases] == ["province.yaml", "shanxi-2025.yaml"]


def test_a_field_of_the_wording_may_be_based_on_what_standards_share(tmp_path: Path) -> None:
    changed = standard(tmp_path, "措辞: {草拟: {基于: 通用, 分隔: ，, 限度: {主要: 3}}}\n")
    derived, shared = changed.phrases.drafting, base().phrases.drafting

    assert derived is not None
    assert shared is not None
    assert (derived.between, derived.limits.main, derived.limits.other) == (
        "，",
        3,
        shared.limits.other,
    )
    assert derived.projects == shared.projects
    assert changed.phrases.checks == base().phrases.checks


def test_shared_parts_of_standards_may_be_left_out_or_replaced(tmp_path: Path) -> None:
    without = standard(tmp_path, "措辞: {删去: [草拟]}\n")
    anew = standard(tmp_path, "措辞: {核对: {重写: 是, 增词: [增], 减词: [减], 套话: [预算]}}\n")

    assert without.phrases.drafting is None
    assert without.phrases.checks == base().phrases.checks
    assert anew.phrases.checks is not None
    assert anew.phrases.checks.up_hints == ()


@pytest.mark.parametrize(
    ("text", "code", "actual", "expected", "line"),
    [
        ("表: {删去: [预算收支表]}\n", "S031", "预算收支表", "是否为“预算收支总表”？", 4),
        (
            "表:\n  - {名称: 三公经费, 标题: 三公经费预算表}\n",
            "S031",
            "三公经费",
            "是否为“三公经费表”？",
            5,
        ),
        ("表:\n  顺序: [三公表]\n", "S031", "三公表", "是否为“三公经费表”？", 5),
        ("删去: [尾注]\n", "S031", "尾注", "是否为“尾差注”？", 4),
        (
            "比较: [{事实: 收入.本年, 位于: {之后: 收入.总}}]\n",
            "S031",
            "收入.总",
            "是否为“收入.总计”？",
            4,
        ),
        ("比较: [{事实: 收入.总计, 位于: 中间}]\n", "S032", "中间", None, 4),
        ("比较: [收入.总计]\n", "S032", "收入.总计", None, 4),
        ("比较: {增添: []}\n", "S032", "增添", "重写、删去、增改、顺序", 4),
        ("比较: {增改: 收入.总计}\n", "S032", "收入.总计", None, 4),
        ("比较: {删去: 收入.总计}\n", "S032", "收入.总计", None, 4),
        ("门槛: {重写: 否, 金额: 1, 幅度: 1}\n", "S032", "否", "是", 4),
        ("门槛: {比例: 5}\n", "B001", "比例", None, 4),
        ("措辞: {草拟: {基于: 共用}}\n", "S031", "共用", None, 4),
        ("措辞: {草拟: {基于: [通用]}}\n", "S032", "", "共用措辞的名称：通用", 4),
        ("措辞: {方向: {基于: 通用}}\n", "S032", "通用", "这一项没有共用的，直接写", 4),
        ("措辞: {草拟: {基于: 通用, 几项: 3}}\n", "B001", "几项", None, 4),
        ("尾差注: {表: 收支总表}\n", "S002", "收支总表", "是否为“预算收支总表”？", 4),
    ],
)
def test_a_fault_in_a_change_of_the_base_is_found_in_its_line(
    tmp_path: Path, text: str, code: str, actual: str, expected: str | None, line: int
) -> None:
    _, findings = loaded(tmp_path, text)

    [finding] = [finding for finding in findings if finding.code == code]
    assert finding.actual == actual
    assert expected is None or finding.expected == expected
    assert (Path(finding.place.file).name, finding.place.line) == ("city.yaml", line)


def test_a_fault_of_the_base_is_found_in_the_base(tmp_path: Path) -> None:
    loaded(tmp_path, "门槛:\n  幅度: 多\n", "base.yaml")
    path = tmp_path / "own.yaml"
    path.write_text("基于: base.yaml\n名称: 某县\n说明: 某县\n", encoding="utf-8")

    [finding] = load_standard(str(path), Place())[1]

    assert (finding.code, finding.place.file, finding.place.line) == ("B003", "base.yaml", 5)


def test_a_row_that_no_longer_exists_for_a_sum_is_found_in_the_base(tmp_path: Path) -> None:
    _, findings = loaded(tmp_path, "表: [{名称: 预算收支总表, 块: [{行: {删去: [上年结转]}}]}]\n")

    [finding] = findings
    assert (finding.code, finding.actual) == ("S002", "上年结转")
    assert finding.place.file == "shanxi-2025.yaml"


@pytest.mark.parametrize("missing", ["shanxi-2052", "none.yaml"])
def test_a_base_that_does_not_exist_is_named(tmp_path: Path, missing: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(f"名称: 某县\n基于: {missing}\n", encoding="utf-8")

    loaded_standard, [finding] = load_standard(str(path), Place())

    assert loaded_standard is None
    assert (finding.code, finding.actual, finding.place.line) == ("S001", missing, 2)
    named = "是否为“shanxi-20" if missing == "shanxi-2052" else "标准文件相对于本文件的路径"
    assert named in finding.expected


def test_a_template_that_is_not_there_is_reported_where_it_should_be(tmp_path: Path) -> None:
    _, [finding] = loaded(tmp_path, "模板: {word: 某市.docx}\n")

    assert (finding.code, finding.actual, finding.place.line) == ("R001", "某市.docx", 4)
    assert (
        finding.expected
        == "文件或文件夹不存在；模板与标准文件放在一起，路径从标准文件所在的文件夹写起"
    )


def test_a_circle_of_bases_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("基于: b.yaml\n名称: 甲\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("基于: ./a.yaml\n名称: 乙\n", encoding="utf-8")

    loaded_standard, [finding] = load_standard(str(tmp_path / "a.yaml"), Place())

    assert loaded_standard is None
    assert (finding.code, finding.actual) == ("S030", "a.yaml → b.yaml → a.yaml")


def test_a_name_of_its_own_is_demanded(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("基于: shanxi-2025\n", encoding="utf-8")

    findings = load_standard(str(path), Place())[1]

    assert [(finding.code, finding.expected) for finding in findings] == [
        ("B002", "填写“名称”"),
        ("B002", "填写“说明”"),
    ]


def test_a_package_of_a_derived_standard_names_all_its_files(tmp_path: Path) -> None:
    loaded(tmp_path, "标题: '{部门}{年度}年预算公开'\n")
    ledger = budget_file(tmp_path, head=HEAD.replace("shanxi-2025", "city.yaml"))

    built = build(ledger, tmp_path / "out", layout=False)

    manifest = next(file for file in built.files if file.suffix == ".json" and "清单" in file.name)
    origin = json.loads(manifest.read_text(encoding="utf-8"))["标准"]
    assert origin["名称"] == "某市"
    assert origin["yaml"] == digest((tmp_path / "city.yaml").read_bytes())
    assert [base["文件"] for base in origin["基于"]] == ["shanxi-2025.yaml"]


_NAMES = st.lists(st.sampled_from("甲乙丙丁戊己"), unique=True, min_size=1)


def merged(before: str, derived: str) -> tuple[list[str], list[Finding]]:
    """Return the names of the tables of a base after the changes of a derived standard."""
    parts = []
    for text in (before, derived):
        located, findings = parse_yaml(f"表: {text}\n".encode(), "x.yaml")
        assert located is not None
        assert findings == []
        parts.append(part_of(StandardFile(Path("x.yaml"), located, b"")))
    whole, faults = inherit(*parts)
    return [table["名称"] for table in whole.plain_value()["表"]], faults


@settings(max_examples=60)
@given(base=_NAMES, removed=_NAMES, order=_NAMES)
def test_what_is_removed_goes_what_is_ordered_leads_and_the_rest_stays(
    base: list[str], removed: list[str], order: list[str]
) -> None:
    entries = ", ".join(f"{{名称: {name}}}" for name in base)
    derived = f"{{删去: [{', '.join(removed)}], 顺序: [{', '.join(order)}]}}"

    names, faults = merged(f"[{entries}]", derived)

    kept = [name for name in base if name not in removed]
    first = [name for name in order if name in kept]
    assert names == [*first, *(name for name in kept if name not in first)]
    unknown = [name for name in removed if name not in base]
    unknown += [name for name in order if name not in kept]
    assert [fault.actual for fault in faults] == unknown
    assert {fault.code for fault in faults} <= {"S031"}


@settings(max_examples=60)
@given(base=_NAMES, derived=_NAMES)
def test_saying_the_same_again_changes_nothing_and_new_names_come_last(
    base: list[str], derived: list[str]
) -> None:
    lists = [", ".join(f"{{名称: {name}}}" for name in names) for names in (base, derived)]

    names, faults = merged(*(f"[{text}]" for text in lists))

    assert names == [*base, *(name for name in derived if name not in base)]
    assert faults == []
