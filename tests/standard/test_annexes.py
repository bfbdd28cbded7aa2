"""Annexes are numbered in the order of the budget file, titled and placed as the standard says."""

from __future__ import annotations

from yugong.budget.annex import AnnexFile
from yugong.standard.annex_schema import AnnexSpec
from yugong.standard.annexes import AnnexContent, annex_names, published_annexes
from yugong.standard.library import shipped_standards


def entry(**fields: str) -> AnnexFile:
    return AnnexFile.model_validate({"名称": "目录", "文件": "目录.csv", **fields})


CONTENT = AnnexContent("目录.csv", "0" * 64, rows=(("代码",), ("A",)))


def test_the_order_of_the_budget_file_is_that_of_the_numbers() -> None:
    files = [entry(), entry(名称="办法", 位置="正文后")]

    first, second = published_annexes(AnnexSpec(), files, [CONTENT, CONTENT])

    assert (first.label, first.title, first.position) == ("附件1", "附件1：目录", "末尾")
    assert (second.label, second.title, second.position) == ("附件2", "附件2：办法", "正文后")


def test_a_standard_words_the_titles_and_the_place() -> None:
    spec = AnnexSpec.model_validate(
        {"位置": "正文后", "编号": "附表{序}", "标题": "附表{序} {名称}"}
    )

    (annex,) = published_annexes(spec, [entry()], [CONTENT])

    assert (annex.label, annex.title, annex.position) == ("附表1", "附表1 目录", "正文后")


def test_every_shipped_standard_says_where_annexes_go() -> None:
    places = {standard.name: standard.annexes.position for standard in shipped_standards()}

    assert places["shanxi-2025"] == places["shanxi-2023"] == "正文后"
    assert places["national"] == places["hebei-2023"] == "末尾"


def test_templates_see_the_annexes_even_if_there_are_none() -> None:
    (annex,) = published_annexes(AnnexSpec(), [entry(说明="按省里的目录。")], [CONTENT])

    (names,) = annex_names([annex])
    assert dict(names.items()) == {
        "编号": "附件1",
        "名称": "目录",
        "标题": "附件1：目录",
        "说明": "按省里的目录。",
    }
    assert annex_names([]).shape.names() == ("编号", "名称", "标题", "说明")
