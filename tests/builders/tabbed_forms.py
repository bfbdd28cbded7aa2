"""Performance forms kept as text with one cell per line."""

from __future__ import annotations

from readings.published_reading import (
    text_blocks,
)
from yugong.published.forms.reading import FormsRead, read_forms

TABBED = """\
某县县(区)级预算部门(单位)项目支出绩效目标表
(2026年度)
项目名称	会议费
主管部门及代码	006-某局			实施单位	某局
项目属性	一次性项目(1年结束)			项目日期	1年
项目资金 (元)	实施期资金总额:	3,000.50		年度资金总额:	1,000
	其中:中央财政资金	0		其中:中央财政资金	0
	省级财政资金			省级财政资金
	市县(区)财政资	3,000.50		市县(区)财政资	1,000
	其他资金			其他资金
项目概况	开会
实施期目标				年度目标
总体目标	办好会议				开好会
绩效指标	一级指标	二级指标	三级指标	指标值	二级指标	三级指标	指标值
	产出指标	数量指标	会议	12次	数量指标	会议	4次
			参会人数	≥100人		参会人数	≥30人
		时效指标			时效指标
	效益指标	经济效益			经济效益
可持续影响		持续时间	1年	可持续影响	持续时间	1年
满意度指标	服务对象满意度	服务对象满意度	≥95%	服务对象满意度	服务对象满意度	≥90%
负责人:	经办人:		联系电话:		填报日期:	20260101
"""


def read(text: str) -> FormsRead:
    return read_forms(text_blocks(text), "text")
