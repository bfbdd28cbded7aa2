"""Faults of the kinds that published packages have: each is found, and none once mended."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from yugong.jobs.check import check

PACKAGE = """\
部门预算一般公共预算财政拨款基本支出表
部门名称：某县档案事务中心\t\t\t\t单位：万元
科目编码\t科目名称\t合计\t人员经费\t公用经费
\t合计\t233.45\t218.99\t14.46
301\t工资福利支出\t218.99\t218.99
30101\t基本工资\t218.99\t218.99
302\t商品和服务支出\t14.46\t\t14.46
30201\t办公费\t14.46\t\t14.46

部门预算财政拨款“三公”经费支出表
某县档案事务中心\t\t\t\t单位：万元
项目\t合计\t一般公共预算财政拨款\t政府性基金预算拨款\t国有资本经营预算财政拨款
合计\t161.55\t161.55
“三公”经费小计\t161.55\t161.55
一、因公出国（境）费\t\t
其中：教学科研人员因公出国（境）费\t\t
其他因公出国（境）费\t\t
二、公务用车购置及运维费\t161.55\t161.55
其中：公务用车购置费\t110.00\t110.00
公务用车运行维护费\t51.55\t51.55
三、公务接待费\t\t

第一部分 某县档案事务中心2023年部门预算信息公开情况说明
一、部门职责及机构设置情况
本中心为全额拨款事业单位，实有在职职工20人，其中：管理人员12人，专业技术人员8人。退休9人。
本中心管理四个库房，四个库房全年开放。
二、部门预算安排的总体情况
1、收入说明
2023年预算收入4131.67万元，其中：一般公共预算收入4131.67万元。
2、支出说明
2023年部门支出预算为4131.67万元，其中基本支出233.45万元；项目支出3898.22万元，主要为库房修缮、档案数字化等。
3、比上年增减情况
2023年部门预算收支安排4131.67万元，较2022年增加2478.35万元，增长149.90%，\
其中：基本支出减少83.96万元，主要为退休9人；项目支出增加2562.31万元，主要是新建两层库房。
五、预算绩效信息
第二部分 预算项目绩效目标
1、用车购置CG绩效目标表
绩效目标\t1.购置用车
一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据
产出指标\t数量指标\t购置数量\t购置用车的数量\t≤8辆\t购置计划
产出指标\t成本指标\t购置单价\t每辆的单价\t≤14.5万元/辆\t年度预算

2、库房保洁CG绩效目标表
绩效目标\t1.库房整洁
一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据
产出指标\t数量指标\t保洁库房个数\t保洁的库房\t4个\t现场
产出指标\t成本指标\t平均每月保洁费（元/月）\t每月支付\t≤3万元/月\t合同

3、库房供暖绩效目标表
绩效目标\t1.库房供暖
一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据
产出指标\t数量指标\t供暖面积\t供暖的面积\t≤2293平方米\t现场
产出指标\t成本指标\t每平方米供暖费用（元/平方米）\t每季的费用\t≤27元\t缴费单

六、政府采购预算情况
2023年，某县档案事务中心安排政府采购预算146.00万元。
部门政府采购预算
某县档案事务中心\t\t\t\t\t\t\t\t单位：万元
项目名称\t预算资金\t采购物品名称\t政府采购目录序号\t计量单位\t数量\t单价\t合计\t一般公共预算拨款
合  计\t\t\t\t\t\t\t146.00\t146.00
用车购置CG\t116.55\t其他车辆\tA02039900\t辆\t8\t13.75\t110.00\t110.00
库房保洁CG\t36.00\t物业管理服务\tC21040000\t年\t1\t36.00\t36.00\t36.00

七、国有资产信息
某县档案事务中心上年末固定资产金额为1236.89万元（详见下表）。
部门固定资产占用情况表
某县档案事务中心\t\t截止时间：2022-12-31
项目\t数量\t价值（金额单位：万元）
资产总额\t\t1236.89
1、房屋（平方米）\t2293\t329.32
其中：办公用房（平方米）\t1200\t170.00
2、车辆（台、辆）\t24\t300.27
3、单价在20万元以上的设备\t4\t111.91
4、其他固定资产\t1736\t495.39

八、名词解释
1、基本支出：指用来维持机构日常运行、办理经常性事务的支出。
九、其他需要说明的事项
我中心无其他需要说明的事项。
"""

FAULTS = [
    ("运维费\t161.55\t161.55", "运维费\t\t", "T07", "公务用车购置及运维费”合计 空白"),
    ("1200\t170.00", "", "T10", "办公用房（平方米）”空白"),
    ("≤14.5万元/辆", "≤18万元/辆", "P12", "≤18万元/辆×8辆"),
    ("≤3万元/月", "≤3.3万元/月", "P12", "≤3.3万元/月×12"),
    ("36.00\t36.00\n\n", "36.01\t36.01\n\n", "X15", "36.01"),
    ("用车购置CG\t116.55", "用车更新CG\t116.55", "X15", "项目“用车购置CG”标明采购"),
    ("\t4个\t", "\t7个\t", "P13", "保洁库房个数”7个"),
    ("（元/平方米）", "（元/月）", "P13", "名称里的“每”与括号里的计价单位不同"),
    ("≤27元\t", "≥27元\t", "P05", "≥27元"),
    ("≤27元\t", "控制在预算内\t", "P06", "成本指标的值不是金额"),
    ("8人。退休9人。", "8人，退休9人。", "N12", "退休9人"),
    ("20人，其中", "20人，自收自支2人，其中", "N12", "全额拨款，而有自收自支2人"),
    ("、档案数字化等", "、人员公用经费等", "N06", "人员公用经费"),
    ("新建两层库房", "项目支出减少", "N15", "项目支出减少"),
    ("149.90%", "149.80%", "N03", "149.80"),
    ("我中心无其他", "我局无其他", "W05", "我局"),
    ("第二部分 预算项目", "第一部分 预算项目", "W12", "“第一部分”用了 2 次"),
]
"""The right text of the package, the fault in its place, the rule that reports it, its words."""


@cache
def findings_in(text: str, folder: Path) -> frozenset[tuple[str, str]]:
    """The findings in a text: their codes and words."""
    path = folder / "package.txt"
    path.write_text(text, encoding="utf-8")
    return frozenset((finding.code, finding.actual) for finding in check(path).findings)


@pytest.mark.parametrize(
    ("right", "wrong", "code", "words"), FAULTS, ids=[f"{fault[2]} {fault[3]}" for fault in FAULTS]
)
def test_a_fault_in_print_is_reported_until_it_is_mended(
    right: str, wrong: str, code: str, words: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert PACKAGE.count(right) == 1
    faulty, mended = (
        findings_in(PACKAGE.replace(right, wrong), folder),
        findings_in(PACKAGE, folder),
    )

    assert [fault for fault in faulty if fault[0] == code and words in fault[1]]
    assert not [fault for fault in mended if fault[0] == code and words in fault[1]]
