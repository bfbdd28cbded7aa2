"""The standards kit: list, show, new, diff, and the sample behind lint and preview."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from builders.own_standard import in_excel, in_word, in_yaml, own_standard
from builders.places import SAMPLES
from yugong.cli.app import app
from yugong.cli.command_line import UsageFault
from yugong.findings import FindingsError, Place
from yugong.jobs.build import build
from yugong.standard.library import load_standard, shipped_names, shipped_standards
from yugong.standards_kit import (
    check_standard_files,
    compare_standards,
    copy_standard,
    describe_standard,
    standard_summaries,
)
from yugong.standards_kit.copying import renamed
from yugong.standards_kit.sample import sample_of


def test_the_list_has_every_shipped_standard_and_says_which_can_build() -> None:
    listed = {standard.name: standard for standard in standard_summaries()}

    assert listed.keys() == {standard.name for standard in shipped_standards()}
    assert {name for name, standard in listed.items() if standard.builds} == set(shipped_names())
    assert (listed["shanxi-2025"].years, listed["shanxi-2025"].tables) == ("2025、2026", 13)


def test_showing_a_standard_gives_columns_headings_thresholds_and_demands() -> None:
    shown_standard = describe_standard("shanxi-2025")
    tables = {table.name: table for table in shown_standard.tables}
    rules = dict(shown_standard.rules)

    assert tables["机关运行经费表"].columns[0] == ("单位名称", "单位名称")
    assert (1, "第四部分\u3000名词解释") in shown_standard.headings
    assert "100000 元或 5%" in rules["写原因的门槛"]
    assert rules["部门必填的文字"] == "政府购买服务、其他说明"
    assert rules["表内的数"] == "2 位小数，没有千分位，零留空"


def test_a_standard_without_templates_is_shown_without_headings() -> None:
    names = [standard.name for standard in shipped_standards() if standard.templates is None]
    for name in names:
        assert describe_standard(name).headings == ()
        assert describe_standard(name).tables


def test_a_copy_is_ready_to_build_by_its_path(tmp_path: Path) -> None:
    path = own_standard(tmp_path / "标准")
    text = (SAMPLES / "pinglu-2026" / "budget.yaml").read_text(encoding="utf-8")
    budget = tmp_path / "budget.yaml"
    budget.write_text(
        text.replace("标准: shanxi-2025", "标准: 标准/云澜市.yaml", 1), encoding="utf-8"
    )

    built = build(budget, tmp_path / "公开", layout=False)

    assert path.name == "云澜市.yaml"
    assert {file.suffix for file in built.files} == {".docx", ".xlsx", ".json"}


def test_a_copy_differs_from_its_source_in_name_and_templates_only(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    source, _ = load_standard("shanxi-2025", Place())
    copy, _ = load_standard(str(path), Place())

    assert source is not None
    assert copy is not None
    assert (copy.word, copy.excel) == (source.word, source.excel)
    lines = zip(source.yaml.decode().split("\n"), copy.yaml.decode().split("\n"), strict=True)
    assert [new for old, new in lines if old != new] == [
        "名称: 云澜市",
        "模板: {word: 云澜市.docx, excel: 云澜市.xlsx}",
    ]


def test_a_copy_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "云澜市.docx").write_text("写了一天的模板", encoding="utf-8")

    with pytest.raises(FindingsError) as raised:
        own_standard(tmp_path)

    assert [finding.code for finding in raised.value.findings] == ["D009"]
    assert (tmp_path / "云澜市.docx").read_text(encoding="utf-8") == "写了一天的模板"
    assert not (tmp_path / "云澜市.yaml").exists()


@pytest.mark.parametrize("name", ["", "a/b", "../x", "shanxi-2025", "一" * 41, ".云澜", "云 澜"])
def test_an_unsuitable_name_is_reported(tmp_path: Path, name: str) -> None:
    with pytest.raises(FindingsError) as raised:
        copy_standard(name, "shanxi-2025", tmp_path)
    assert [finding.code for finding in raised.value.findings] == ["S022"]
    assert list(tmp_path.iterdir()) == []


def test_a_copy_of_a_standard_that_cannot_build_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as raised:
        copy_standard("云澜市", "shanxi-2o25", tmp_path)
    (finding,) = raised.value.findings
    assert (finding.code, finding.expected) == ("S001", "是否为“shanxi-2025”？")


@pytest.mark.parametrize("name", shipped_names())
def test_a_standard_based_on_another_names_it_and_differs_in_nothing(
    tmp_path: Path, name: str
) -> None:
    path, word, excel = copy_standard("云澜市", name, tmp_path / "云澜市", based=True)
    loaded, findings = load_standard(str(path), Place())

    assert findings == []
    assert loaded is not None
    assert loaded.standard.based_on == name
    shipped, _ = load_standard(name, Place())
    assert shipped is not None
    assert [file for file, _ in loaded.bases] == [
        f"{name}.yaml",
        *(file for file, _ in shipped.bases),
    ]
    assert (loaded.word, loaded.excel) == (word.read_bytes(), excel.read_bytes())
    assert changes(name, str(path)) == set()
    assert check_standard_files(str(path)).findings == ()


@pytest.mark.parametrize("name", shipped_names())
def test_the_examples_of_a_based_standard_can_be_put_to_use(tmp_path: Path, name: str) -> None:
    path = copy_standard("云澜市", name, tmp_path, based=True)[0]
    text = path.read_text(encoding="utf-8")
    head, mark, examples = text.partition("## ")
    used = re.sub("^# ", "", examples, flags=re.MULTILINE)
    path.write_text(head + mark + used, encoding="utf-8")

    loaded, findings = load_standard(str(path), Place())

    assert findings == []
    assert loaded is not None
    assert loaded.standard.threshold.amount == 50000
    assert loaded.standard.phrases.same == "与上年一致"
    spending = next(table for table in loaded.standard.tables if table.name == "预算支出总表")
    assert spending.title == "部门支出预算总体情况表"
    assert "项目支出合计" in [column.head for column in spending.blocks[0].columns]
    assert "本地说明" in loaded.standard.text.optional


def test_a_standard_may_be_based_on_a_bureaus_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The base is then named by its path from the new file."""
    monkeypatch.chdir(tmp_path)
    copy_standard("云澜市", "shanxi-2025", based=True)
    path = copy_standard("云澜县", "云澜市/云澜市.yaml", based=True)[0]
    loaded, findings = load_standard(str(path), Place())

    assert "基于: ../云澜市/云澜市.yaml" in path.read_text(encoding="utf-8")
    assert findings == []
    assert loaded is not None
    assert [name for name, _ in loaded.bases] == ["云澜市.yaml", "shanxi-2025.yaml"]


@pytest.mark.parametrize("options", [[], ["--from", "national", "--based-on", "national"]])
def test_a_new_standard_is_either_a_copy_or_based_on_another(
    tmp_path: Path, options: list[str]
) -> None:
    done = CliRunner().invoke(
        app, ["standards", "new", "云澜市", *options, "-o", str(tmp_path / "out")]
    )

    assert isinstance(done.exception, UsageFault)
    assert not (tmp_path / "out").exists()


def test_templates_written_over_several_lines_or_not_at_all_are_named_anew() -> None:
    block = "名称: 甲 # 注\n模板:\n  word: 甲.docx\n  excel: 甲.xlsx\n说明: 略\n"
    none = "名称: 甲\n说明: 略\n"
    renewed = "名称: 乙\n模板: {word: 乙.docx, excel: 乙.xlsx}\n说明: 略\n"

    assert renamed(block, "乙", "乙.docx", "乙.xlsx") == renewed
    assert renamed(none, "乙", "乙.docx", "乙.xlsx") == renewed


def changes(old: str, new: str) -> set[tuple[str, str, str, str, str]]:
    return {
        (change.audience, change.area, change.subject, change.old, change.new)
        for change in compare_standards(old, new).changes
    }


def test_a_standard_does_not_differ_from_its_copy(tmp_path: Path) -> None:
    assert changes("shanxi-2025", str(own_standard(tmp_path))) == set()


def test_each_change_is_listed_for_those_it_concerns(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    in_yaml(path, "必填: [政府购买服务, 其他说明]", "必填: [政府购买服务, 绩效说明]")
    in_yaml(path, "门槛: {金额: 100000, 幅度: 5}", "门槛: {金额: 50000, 幅度: 5}")
    in_yaml(path, "{事实: 收入.总计, 原因: 必须}", "{事实: 收入.总计}")
    in_yaml(path, "{年度}年预算收入总表", "{年度}年收入总表")
    in_yaml(
        path, "{名: 单位名称, 表头: 单位名称, 文字: 名称}", "{名: 单位名称, 表头: 单位, 文字: 名称}"
    )
    in_yaml(path, "表内: {小数: 2, 千分位: false", "表内: {小数: 2, 千分位: true")
    in_word(path, "第一部分\u3000概况", "第一部分\u3000部门概况")

    assert changes("shanxi-2025", str(path)) == {
        ("部门会计", "文字", "绩效说明", "", "必填"),
        ("部门会计", "文字", "其他说明", "必填", ""),
        ("部门会计", "变动原因", "门槛（金额）", "100000元", "50000元"),
        ("部门会计", "变动原因", "收入.总计", "超过门槛必须写", ""),
        ("财政局", "表“预算收入总表”", "标题", "{年度}年预算收入总表", "{年度}年收入总表"),
        ("财政局", "表“机关运行经费表”", "列“单位名称”的表头", "单位名称", "单位"),
        (
            "财政局",
            "数字写法",
            "表内的数",
            "2 位小数，没有千分位，零留空",
            "2 位小数，有千分位，零留空",
        ),
        ("财政局", "Word 模板", "第 9 段", "第一部分\u3000概况", "第一部分\u3000部门概况"),
    }


def test_tables_and_columns_that_came_or_went_are_reported(tmp_path: Path) -> None:
    path = own_standard(tmp_path)
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  - 名称: 项目支出结转表"), text.index("\n项目绩效:")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    in_yaml(
        path,
        "          - {名: 政府经济科目名称, 表头: 政府预算支出经济科目名称, 文字: 对应名称}\n",
        "",
    )

    differences = changes("shanxi-2025", str(path))

    assert ("财政局", "表", "项目支出结转表", "有这张表", "") in differences
    column = "列“政府经济科目名称”"
    head = "表头“政府预算支出经济科目名称”"
    assert ("财政局", "表“基本支出经济科目表”", column, head, "") in differences


def test_the_sample_has_something_in_every_table_of_every_standard_that_builds() -> None:
    for name in shipped_names():
        loaded, _ = load_standard(name, Place())
        assert loaded is not None
        package = sample_of(loaded.standard).package
        assert [table.name for table in package.tables if table.empty] == []
        assert all(chart.has_data for chart in package.charts)


def test_the_sample_fills_what_a_standard_asks_for_beyond_the_ledger() -> None:
    loaded, _ = load_standard("shanxi-2025", Place())
    assert loaded is not None
    context = sample_of(loaded.standard).package.context

    assert context["文字"].get("其他说明") == "（此处是部门写的“其他说明”。）"
    assert context["整体"].get("栏目").get("在编人员数") == "3"
    assert context["收入"].get("总计").previous is not None
    assert next(row.get("三级") for row in context["项目绩效"][0].get("指标")) == "数量指标示例"


def test_the_commands_print_and_end_as_they_should(tmp_path: Path) -> None:
    runner = CliRunner()
    path = own_standard(tmp_path)
    listed = runner.invoke(app, ["standards", "list"])
    printed = runner.invoke(app, ["standards", "show", "shanxi-2025"])
    same = runner.invoke(app, ["standards", "diff", "shanxi-2025", str(path)])
    in_excel(path, lambda book: book["表3"].__setitem__("A1", "{{ 表.预算支出总表.表好 }}"))
    linted = runner.invoke(app, ["standards", "lint", str(path), "--json"])
    again = runner.invoke(
        app, ["standards", "new", "云澜市", "--from", "shanxi-2025", "-o", str(tmp_path)]
    )

    assert listed.exit_code == 0
    assert "生成、检查" in listed.output
    assert printed.exit_code == 0
    assert "机关运行经费表" in printed.output
    assert (same.exit_code, same.output) == (0, "两个标准相同。\n")
    assert linted.exit_code == 1
    (problem,) = json.loads(linted.output)["问题"]
    assert (problem["代码"], problem["应为"]) == ("S003", "表.预算支出总表.表号")
    assert again.exit_code == 2
    assert "没有写出" in again.output


def test_json_output_can_be_read_by_programs() -> None:
    runner = CliRunner()
    listed = json.loads(runner.invoke(app, ["standards", "list", "--json"]).output)
    as_json = json.loads(runner.invoke(app, ["standards", "show", "shanxi-2025", "--json"]).output)
    done = runner.invoke(app, ["standards", "diff", "hebei-2023", "shanxi-2025", "--json"])

    assert "shanxi-2025" in [entry["名称"] for entry in listed]
    assert len(as_json["表"]) == 13
    assert done.exit_code == 1
    assert {change["涉及"] for change in json.loads(done.output)["不同"]} == {"部门会计", "财政局"}
