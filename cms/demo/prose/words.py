"""What the composer can say, by what an element is about. One table: a new kind of element is a line here."""

from __future__ import annotations

import re

SEPARATORS = re.compile(r"[、，；;]+")
BRACKETS = re.compile(r"（[^）]*）")

# First matching row wins. Pattern in the element's words → how it is shown.
KINDS: tuple[tuple[str, str], ...] = (
    (r"电话|联系方式|地址|地点|时间$|意见箱|渠道|途径|开放时间", "contact"),
    (r"收支|明细|资金|支出|款项|经费|债务|决算|价格|标准|薪酬|报酬|费|采购|中标|招标|合同|交易|租赁|出租|转让", "money"),
    (r"节点|进度|进展|阶段|过程|推进|验收|整改|完成|实施", "progress"),
    (r"人选|名单|成员|姓名|人员|候选人|对象|班子|代办", "persons"),
    (r"意见|问题|答复|办理|投诉|采纳|反馈|隐患", "cases"),
    (r"次数|数量|参会人数|情况汇总|成效|结果|覆盖|开展情况|执行情况", "figures"),
    (r"职责|职能|制度|规则|章程|公约|办法|流程|程序|设置|分工|清单|目录|安排|计划|要点|措施|举措|方案|目标|条件|岗位", "list"),
)

CONTACT = {
    "电话": "（示例）000-0000000，工作日8:30—17:30有人接听",
    "地址": "示例区示例路1号",
    "地点": "示例区示例路1号一楼",
    "时间": "工作日上午8:30—12:00，下午13:30—17:30",
    "渠道": "监督电话、意见箱、本站留言，三个工作日内有人联系",
    "途径": "服务台、监督电话、意见箱，均由专人登记",
    "意见箱": "一楼大厅东侧，每周五由两人一起开箱登记",
    "联系方式": "（示例）000-0000000，示例区示例路1号",
}

# Nouns that fit the work of each kind of unit, for tables of money, stages and cases.
WORK = {
    "school": {
        "money": ("食堂大宗食材", "校服", "教辅材料", "课后服务", "图书和教学仪器", "校园维修"),
        "work": ("课后服务提质", "操场和跑道维修", "午餐自选窗口", "心理辅导室开放", "家长开放日"),
        "cases": ("午餐菜式少", "放学时校门口拥堵", "课后服务希望增加体育项目", "校服尺码调换", "教室夜间照明偏暗"),
        "who": ("总务处", "教务处", "德育处", "学生处"),
    },
    "hospital": {
        "money": ("检验试剂", "医用耗材", "超声设备", "信息系统维护", "后勤保障", "药品配送"),
        "work": ("一站式服务台", "分时段预约诊疗", "慢病联合门诊", "检查结果互认", "住院床旁结算"),
        "cases": ("缴费窗口排队久", "停车位不足", "检查报告取得慢", "病区饮水机少", "预约规则不清楚"),
        "who": ("医务科", "护理部", "总务科", "信息科"),
    },
    "soe": {
        "money": ("道路养护材料", "办公用房租金", "管网检测服务", "车辆租用", "信息系统运维", "绿化养护"),
        "work": ("城区老旧管网改造", "停车场智能化", "标准厂房建设", "公租房维修", "道路照明节能改造"),
        "cases": ("工地早间施工噪声", "停车收费标示不清", "路灯不亮", "围挡占用人行道", "退押金周期长"),
        "who": ("工程部", "资产管理部", "综合部", "采购管理部"),
    },
    "village": {
        "money": ("土地流转租金", "集体房屋租金", "道路养护", "环境保洁", "老年活动用餐", "水渠清淤"),
        "work": ("村道硬化", "灌溉水渠清淤", "文化礼堂修缮", "生活污水接管", "老年食堂改造"),
        "cases": ("路灯不亮", "机耕路积水", "垃圾清运次数少", "自来水水压低", "老年食堂开放时间短"),
        "who": ("村民委员会", "集体经济组织", "村务监督委员会", "第二网格"),
    },
    "township": {
        "money": ("背街小巷改造", "社区食堂运营", "河道保洁", "小区加装电梯补助", "公园提升", "文体活动"),
        "work": ("背街小巷整治", "社区食堂二期", "小区加装电梯", "公共停车场建设", "口袋公园提升"),
        "cases": ("小区充电桩不足", "夜间施工噪声", "下水道堵塞", "公交站台缺少座椅", "外墙渗水"),
        "who": ("规划建设办公室", "社会事业办公室", "经济发展办公室", "平安建设办公室"),
    },
    "department": {
        "money": ("业务系统运维", "培训", "课题研究", "办公设备更新", "基层站点补助", "宣传资料印制"),
        "work": ("高频事项一次办", "窗口延时服务", "基层站点达标", "数据共享核验", "便民指南更新"),
        "cases": ("办事指南不易懂", "窗口午间无人", "网上申报要重复填写", "进度查询不便", "材料要求不一致"),
        "who": ("业务一科", "办公室", "机关党委", "政策法规科"),
    },
}
FAMILY = {
    "SCHOOL": "school",
    "HOSPITAL": "hospital",
    "SOE": "soe",
    "VILLAGE": "village",
    "COMMUNITY": "village",
    "TOWN": "township",
    "SUBDISTRICT": "township",
    "PARK": "township",
}


def elements(content: str) -> list[str]:
    """The content elements of an item: 重点任务清单、节点、完成进度 → three."""
    return [part.strip() for part in SEPARATORS.split(BRACKETS.sub("", content)) if part.strip()]


def kind_of(element: str) -> str:
    """How an element is shown; plain text when no pattern fits."""
    return next((kind for pattern, kind in KINDS if re.search(pattern, element)), "text")


def work_of(unit_kind: str) -> dict[str, tuple[str, ...]]:
    """The nouns of a kind of unit."""
    return WORK[FAMILY.get(unit_kind, "department")]
