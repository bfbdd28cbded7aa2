"""The annexes that a department names in its budget file."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from yugong.budget.entry import Entry, FieldNotes, LedgerText, RequiredText

AnnexPosition = Literal["正文后", "末尾"]
"""After the last section of the text, or at the end of the document."""


class AnnexFile(Entry):
    """An annex (附件) of the published package: its name, and its file beside the budget file."""

    model_config = ConfigDict(title="附件")
    one_line = True

    name: Annotated[RequiredText, FieldNotes(example="政府购买服务指导性目录")] = Field(
        alias="名称", description="附件的名称；编号（附件1……）按先后由程序编"
    )
    file: Annotated[RequiredText, FieldNotes(example="附件/目录.xlsx")] = Field(
        alias="文件",
        description="预算文件所在文件夹里的文件：.docx、.pdf，或者表格 .xlsx、.csv；路径从那里写起",
    )
    position: AnnexPosition | None = Field(
        None, alias="位置", description="省略时依标准：正文后，或者全文末尾"
    )
    note: LedgerText = Field("", alias="说明", description="印在附件标题下面的一行字")
