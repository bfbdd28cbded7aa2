"""``yugong adjust`` as an accountant runs it, and the guide it comes with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builders.adjust_cases import CUT, HEAD, base_file, batch, refused, warned
from builders.places import SAMPLES
from builders.small_budget import PREVIOUS
from readings.command_run import run
from yugong.budget.budget import Budget
from yugong.findings import FindingsError, Severity
from yugong.intake.budget_file import read_budget, read_value
from yugong.jobs.adjust import adjust_ledger
from yugong.jobs.compute import compute_budget
from yugong.jobs.ledger import convert_ledger

_REASONS = "变动原因:\n  支出.总计: 人员增加\n  收入.总计: {原因: 同支出, 本年: 5.00, 上年: 4.00}\n"


def budget_of(path: Path) -> Budget:
    intake, findings = read_budget(path)
    assert findings == []
    assert intake is not None
    return intake.budget


def test_the_example_of_the_guide_is_applied_and_taken_back(tmp_path: Path) -> None:
    guide = (SAMPLES.parent / "docs" / "adjustments.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    base = base_file(tmp_path)
    adjustment = batch(tmp_path, example, head="")
    out, inverse, back = (tmp_path / name for name in ("后.yaml", "撤销.yaml", "恢复.yaml"))
    done = run("adjust", base, adjustment, "-o", out, "--inverse", inverse)
    undone = run("adjust", out, inverse, "-o", back)
    compute_budget(out, draft=True)

    assert done.returncode == undone.returncode == 0, done.stderr + undone.stderr
    assert done.stderr == ""
    for text in (
        "1,000,000.00",
        "20,000.00",
        "30,000.00",
        "990,000.00",
        "公用经费",
        "一般公共预算",
    ):
        assert text in done.stdout
    assert f"yugong diff {base} {out}" in done.stdout
    assert f"yugong build {out} -o" in done.stdout
    assert "已撤销：第一次调整" in undone.stdout
    assert back.read_text(encoding="utf-8") == base.read_text(encoding="utf-8")


def test_comments_stay_and_only_what_changed_is_written_anew(tmp_path: Path) -> None:
    base = base_file(tmp_path)
    before = base.read_text(encoding="utf-8")
    out = tmp_path / "后.yaml"
    adjust_ledger(base, [batch(tmp_path, CUT)], out)
    after = out.read_text(encoding="utf-8")

    assert base.read_text(encoding="utf-8") == before
    assert after.startswith(before.replace("80000.00", "50000.00").rstrip("\n"))
    assert "# 办公费按定额\n" in after


def test_a_sample_keeps_every_line_that_a_batch_does_not_touch(tmp_path: Path) -> None:
    base = SAMPLES / "pinglu-2026" / "budget.yaml"
    text = "收支明细:\n  修改:\n  - {原: {位置: 1}, 新: {金额: 2399000.00}}\n"
    adjust_ledger(base, [batch(tmp_path, text)], tmp_path / "后.yaml")
    before = base.read_text(encoding="utf-8").split("变动原因:")[0].splitlines()
    after = (tmp_path / "后.yaml").read_text(encoding="utf-8").split("变动原因:")[0].splitlines()

    differing = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert [line.count("2399231.00") for line, _ in differing] == [1]


@pytest.mark.parametrize("base_kind", [".yaml", ".xlsx"])
@pytest.mark.parametrize("out_kind", [".yaml", ".xlsx"])
def test_the_kinds_of_base_and_result_do_not_matter(
    tmp_path: Path, base_kind: str, out_kind: str
) -> None:
    base = tmp_path / f"base{base_kind}"
    convert_ledger(base_file(tmp_path), base)
    adjust_ledger(base, [batch(tmp_path, CUT)], tmp_path / f"后{out_kind}")
    adjust_ledger(tmp_path / "budget.yaml", [tmp_path / "调整.yaml"], tmp_path / "标准.yaml")

    assert budget_of(tmp_path / f"后{out_kind}") == budget_of(tmp_path / "标准.yaml")


def test_the_trail_survives_a_conversion(tmp_path: Path) -> None:
    adjust_ledger(base_file(tmp_path), [batch(tmp_path, CUT)], tmp_path / "一.yaml")
    convert_ledger(tmp_path / "一.yaml", tmp_path / "二.xlsx")
    convert_ledger(tmp_path / "二.xlsx", tmp_path / "三.yaml")

    assert len(budget_of(tmp_path / "三.yaml").adjustments) == 1
    assert budget_of(tmp_path / "三.yaml") == budget_of(tmp_path / "一.yaml")


def test_two_batches_leave_two_records_in_their_order(tmp_path: Path) -> None:
    head = HEAD.replace("第一次", "第二次")
    second = batch(tmp_path, CUT.replace("50000", "40000"), head=head, name="二.yaml")
    adjust_ledger(base_file(tmp_path), [batch(tmp_path, CUT), second], tmp_path / "后.yaml")
    first, last = budget_of(tmp_path / "后.yaml").adjustments

    assert (first.batch, last.batch) == ("第一次调整", "第二次调整")
    assert first.after == last.before == 970000
    assert [str(row.after) for row in (*first.rows, *last.rows)] == ["50000.00", "40000.00"]


def test_a_name_of_a_batch_used_twice_in_a_ledger_is_reported(tmp_path: Path) -> None:
    adjust_ledger(base_file(tmp_path), [batch(tmp_path, CUT)], tmp_path / "后.yaml")
    text = (tmp_path / "后.yaml").read_text(encoding="utf-8")
    trail = text.split("预算调整:\n")[1]
    (tmp_path / "后.yaml").write_text(text + trail, encoding="utf-8")
    _, findings = read_budget(tmp_path / "后.yaml")

    assert [(finding.code, finding.place.path) for finding in findings] == [
        ("B017", "预算调整[2].批次")
    ]


# --- reasons keep the figures they were written for ------------------------------------------------


def test_an_old_reason_keeps_the_figures_before_and_a_new_one_those_after(tmp_path: Path) -> None:
    base = base_file(tmp_path, previous=_REASONS + PREVIOUS)
    text = f"变动原因: {{支出.基本支出: 压减}}\n{CUT}"
    adjust_ledger(base, [batch(tmp_path, text)], tmp_path / "后.yaml")
    reasons = budget_of(tmp_path / "后.yaml").reasons

    assert {
        name: (str(reason.value), str(reason.previous)) for name, reason in reasons.items()
    } == {
        "支出.总计": ("1000000.00", "1000000.00"),
        "收入.总计": ("5.00", "4.00"),
        "支出.基本支出": ("650000.00", "None"),
    }
    assert {name: reason.text for name, reason in reasons.items()} == {
        "支出.总计": "人员增加",
        "收入.总计": "同支出",
        "支出.基本支出": "压减",
    }


def test_each_batch_stamps_its_own_reasons_with_its_own_figures(tmp_path: Path) -> None:
    head = HEAD.replace("第一次", "第二次")
    first = batch(tmp_path, f"变动原因: {{支出.总计: 一}}\n{CUT}")
    text = f"变动原因: {{收入.总计: 二}}\n{CUT.replace('50000', '40000')}"
    second = batch(tmp_path, text, head=head, name="二.yaml")
    adjust_ledger(base_file(tmp_path), [first, second], tmp_path / "后.yaml")
    reasons = budget_of(tmp_path / "后.yaml").reasons

    assert [str(reason.value) for reason in reasons.values()] == ["970000.00", "960000.00"]


def test_taking_a_batch_back_takes_the_stamps_back(tmp_path: Path) -> None:
    base = base_file(tmp_path, previous=_REASONS + PREVIOUS)
    inverse = tmp_path / "撤销.xlsx"
    adjust_ledger(base, [batch(tmp_path, CUT)], tmp_path / "后.yaml", inverse=inverse)
    adjust_ledger(tmp_path / "后.yaml", [inverse], tmp_path / "恢复.yaml")
    before, after = read_value(base)[0], read_value(tmp_path / "恢复.yaml")[0]

    assert before is not None
    assert after is not None
    assert after.value == before.value


# --- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["budget.yaml", "调整.yaml", "已有.xlsx"])
def test_nothing_standing_is_written_over(tmp_path: Path, name: str) -> None:
    base, adjustment = base_file(tmp_path), batch(tmp_path, CUT)
    (tmp_path / "已有.xlsx").write_bytes(b"x")
    before = (tmp_path / name).read_bytes()
    for out, inverse in ((name, None), ("新.yaml", name)):
        with pytest.raises(FindingsError) as caught:
            adjust_ledger(
                base,
                [adjustment],
                tmp_path / out,
                inverse=tmp_path / inverse if inverse else None,
            )
        assert [finding.code for finding in caught.value.findings] == ["D009"]

    assert (tmp_path / name).read_bytes() == before
    assert not (tmp_path / "新.yaml").exists()


def test_result_and_inverse_are_not_one_file(tmp_path: Path) -> None:
    out = tmp_path / "后.yaml"
    with pytest.raises(FindingsError) as caught:
        adjust_ledger(base_file(tmp_path), [batch(tmp_path, CUT)], out, inverse=out)

    assert [finding.code for finding in caught.value.findings] == ["D009"]
    assert not out.exists()


def test_a_result_of_a_kind_that_is_not_written_is_refused(tmp_path: Path) -> None:
    done = run("adjust", base_file(tmp_path), batch(tmp_path, CUT), "-o", tmp_path / "后.docx")

    assert done.returncode == 2
    assert "R004" in done.stderr


def test_a_result_away_from_the_files_it_names_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "本地.csv").write_text("类型,编码,名称\n功能科目,2012688,数字档案\n", "utf-8")
    base = base_file(tmp_path, text="科目文件: [{文件: 本地.csv}]\n")
    away = tmp_path / "别处" / "后.yaml"
    findings = adjust_ledger(base, [batch(tmp_path, CUT)], away).findings
    in_folder = warned(base, batch(tmp_path, CUT))

    assert [(finding.code, finding.severity, finding.actual) for finding in findings] == [
        ("R001", Severity.WARNING, "本地.csv")
    ]
    assert in_folder == []


def test_a_refused_batch_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    adjustment = batch(tmp_path, CUT.replace("30201", "30202"))
    done = run("adjust", base_file(tmp_path), adjustment, "-o", tmp_path / "后.yaml")

    assert done.returncode == 2
    assert "B040" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "后.yaml").exists()
    assert refused(tmp_path / "budget.yaml", adjustment)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a.yaml"],
        ["a.yaml", "b.yaml"],
        ["a.yaml", "-o", "c.yaml"],
        ["--new", "n.yaml", "-o", "c"],
    ],
    ids=["nothing", "no batch", "no result", "no batch but a result", "both"],
)
def test_a_command_without_what_it_needs_says_what(arguments: list[str]) -> None:
    done = run("adjust", *arguments)

    assert done.returncode == 2
    assert re.search("要写明预算文件|只写空的调整文件", done.stderr)
    assert done.stderr.endswith("运行 yugong adjust --help 查看用法。\n")


def test_an_inverse_is_for_one_batch() -> None:
    done = run("adjust", "a.yaml", "b.yaml", "c.yaml", "-o", "d.yaml", "--inverse", "e.yaml")

    assert done.returncode == 2
    assert "逐批调整" in done.stderr


def test_the_empty_form_says_how_to_go_on(tmp_path: Path) -> None:
    base = base_file(tmp_path)
    done = run("adjust", base, "--new", tmp_path / "新.xlsx")

    assert done.returncode == 0, done.stderr
    assert f"yugong adjust {base} {tmp_path / '新.xlsx'} -o" in done.stdout
    assert "调整" in run("adjust", "--help").stdout
