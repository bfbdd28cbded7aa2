"""The part of a standard on annexes: where they are set, and how they are called.

Tests: tests/standard/test_annexes.py.
"""

from pydantic import Field

from yugong.budget.annex import AnnexPosition
from yugong.standard.spec import Spec


class AnnexSpec(Spec):
    """The place of the annexes of a package, and the words of their titles.

    ``before`` are words of the heading that follows annexes set after the text; without such a
    heading they are set at the end.
    """

    position: AnnexPosition = Field("末尾", alias="位置", description="预算文件没有写位置的附件")
    label: str = Field("附件{序}", alias="编号", min_length=1)
    title: str = Field("附件{序}：{名称}", alias="标题", min_length=1)
    before: str = Field(
        "", alias="后接", description="正文后的附件，印在题目里有这几个字的标题之前"
    )
