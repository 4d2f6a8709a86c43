"""A fixed shelf of public entries, with the traps of Chinese in it: words that only meet, marks, widths, codes, old dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Document:
    """An entry. `days` is how long ago it became public; `files` are titles and words of attachments."""

    title: str
    text: str
    days: int = 30
    item: str = "TS-01"
    kind: str = "article"
    files: dict[str, str] = field(default_factory=dict)


D = Document
SHELF: dict[str, Document] = {
    # 民生 is a word in the first two, and runs over from 农民 to 生产 in the third
    "projects": D("2026年民生实事项目清单", "今年办好十件民生实事：改造农村公路三十公里，新建幼儿园两所。"),
    "progress": D("民生实事完成情况通报", "截至六月底，十件民生实事已完成七件，其余三件年底前完成。", 20),
    "farmers": D("关于实事求是抓好粮食播种的意见", "坚持实事求是，帮助农民生产自救，粮食播种面积保持稳定。"),
    # 日本, and 今日｜本区
    "japan": D("赴日本考察垃圾分类的报告", "代表团赴日本考察，走访三个社区，学习垃圾分类做法。", 90),
    "flag": D("今日本区举行升旗仪式", "今日本区各单位参加升旗仪式，干部群众三百人到场。", 5),
    # 中学, and 工作中｜学习
    "middle": D("中学招生工作方案", "全区五所中学按学区招生，各中学教师名单同时公布。"),
    "learning": D("年轻干部在工作中学习的安排", "年轻干部要在工作中学习、在学习中提高。"),
    # 学会, 大学｜会议, 和服, 和｜服务
    "society": D("农学会换届选举结果", "区农学会选举产生新一届理事会，学会章程作了修订。"),
    "campus": D("大学会议中心使用规定", "党校大学会议中心向各单位开放，会议室须预约。"),
    "graduates": D("面向大学毕业生的招聘公告", "面向大学毕业生公开招聘镇街工作人员二十名。"),
    "kimono": D("和服与汉服展览通知", "文化馆举办和服与汉服展览，免费参观。", 60),
    "serving": D("减税和服务企业的十条措施", "落实减税政策和服务企业的措施，帮助企业发展。", 10),
    # three systems of disclosure, and the word that means them all
    "village": D("村务公开目录", "村务公开的内容包括财务收支、集体资产、救助名单。"),
    "three": D("三务公开推进会纪要", "会议强调三务公开要及时、全面。", 15),
    "party": D("关于规范党务公开工作的通知", "党务公开由党委办公室牵头，各支部落实。"),
    "accounts": D(
        "财务公开情况（第一季度）", "第一季度财务收支：收入12.5万元，支出9.8万元，余额2,700元。", 40, "TS-02"
    ),
    # codes, standards, numbers of documents; the last two as scanners write them
    "archive": D("关于印发档案管理办法的通知", "文号DA-2023-018，执行GB/T 18894—2016标准。"),
    "standard": D("电子文件归档标准解读", "GB/T 18894是电子文件归档与管理规范，与DA/T 22配套使用。"),
    "campaign": D("DA-2023专项行动总结", "专项行动历时三个月，检查单位四十家。"),
    "wide": D("设备采购结果", "ＤＡ－２０２３号设备由中标单位供货，质保期三年。"),
    "number5": D("转发政发〔2023〕5号文件", "现将区政府政发〔2023〕5号文件转发给你们。"),
    "number15": D("转发政发〔2023〕15号文件", "现将区政府政发〔2023〕15号文件转发给你们。"),
    # places and people
    "greenstone": D("青石镇党委书记述职报告", "青石镇党委书记王小明作述职报告。"),
    "greenroad": D(
        "青石镇道路改造工程招标公告", "青石镇中心道路改造工程公开招标，预算320万元。", 12, kind="tender"
    ),
    "whiteroad": D("白石镇道路改造工程验收结果", "白石镇道路改造工程通过验收，工期九十天。"),
    "stones": D("青石板路面修复", "老街青石板路面修复完工，镇区通行恢复。"),
    # 任免, in title and text, and in the text of minutes alone
    "appointments": D("干部任免公示", "拟任职干部名单公示如下，公示期五个工作日。", 8),
    "procedure": D("干部任免工作程序", "干部任免按照规定程序进行，由党委集体研究。"),
    "congress": D("人民代表大会任免名单", "区人民代表大会常务委员会通过任免名单。"),
    "minutes": D("党委会议纪要", "会议研究了干部任免和大额资金使用事项。", 25, "TS-02"),
    # money of members
    "dues": D("党费收缴使用情况", "2026年第二季度党费收缴4200元，支出1800元。", 18, "TS-02"),
    "duesrule": D("党员党费管理规定", "党费由支部按月收缴，党费使用须经集体研究。"),
    # one character
    "hospital": D("医院院务公开", "医院药品采购和医疗服务价格向社会公开。"),
    "insurance": D("城乡居民医保缴费提醒", "城乡居民医保开始缴费，每人每年380元。"),
    "herbal": D("中医馆开诊公告", "中医馆每周一开诊，请提前预约。"),
    # what people say, and what documents say
    "allowance": D("最低生活保障对象名单公示", "本季度最低生活保障对象12户，公示七天。"),
    "lowallowance": D("低保审核结果", "低保申请审核通过8户，不通过2户。", 35),
    # a mark between
    "land": D("土地流转合同公示", "流转土地面积300亩，期限五年。"),
    "landapart": D("土地、流转两项工作安排", "做好土地。流转工作另行通知。"),
    # words in words
    "democratic": D("民主生活会情况通报", "班子召开民主生活会，开展批评与自我批评。"),
    "appraisal": D("关于民主评议党员的通知", "各支部开展民主评议，按时上报结果。"),
    "life": D("组织生活会记录", "支部召开组织生活会，党员逐一发言。"),
    # other characters
    "traditional": D("黨務公開舊檔目錄", "黨務公開舊檔案，供查閱。", 3000),
    # the same again, years apart
    "cleanold": D("环境整治工作通报", "全镇开展环境整治，清理垃圾十五吨。", 1500),
    "cleannew": D("环境整治工作通报", "全镇开展环境整治，清理垃圾十五吨。", 3),
    "cleanword": D("五月份工作总结", "推进道路养护、植树造林和环境整治等工作。", 200),
    # Latin, numbers
    "network": D("村级WiFi覆盖工程", "村级WiFi全覆盖，手机App同步上线。"),
    "contract": D("ABC公司合同公示", "与ABC公司签订采购合同，编号HT2026001，金额3,000元。"),
    "phones": D("咨询电话公布", "咨询电话0571-8765432，工作日接听。"),
    # what is only in a file
    "purchase": D(
        "第三批采购公告",
        "采购清单见附件。",
        22,
        files={"采购清单.xlsx": "投影仪\t10台\n激光打印机\t5台\n投影幕布\t10块"},
    ),
    "printers": D(
        "打印机采购结果",
        "激光打印机由三家单位报价，最低价成交。",
        50,
        files={"报价表.docx": "激光打印机报价：每台1999元"},
    ),
    "long": D(
        "年度工作总结",
        "全年工作总结。" + "开展各项工作，落实各项要求。" * 400 + "最后一句提到量子通信试点。",
        100,
    ),
    # markup is text
    "tags": D("关于<b>标签</b>的说明", "A<B且B>C；R&D投入占比3%。"),
}


def moment(days: int, now: dt.datetime) -> dt.datetime:
    return now - dt.timedelta(days=days)
