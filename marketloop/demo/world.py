"""What stands still in the demo world: regions, cities, shops, channels, goods. All invented, all deterministic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

COMPANY = "云岚家居"
MAIL_DOMAIN = "mail.yunlan.example"


@dataclass(frozen=True)
class City:
    """A city with shops; `weight` is its share of customers."""

    name: str
    province: str
    region: str
    weight: float
    stores: int


CITIES = (
    City("上海", "上海市", "华东", 0.17, 4),
    City("杭州", "浙江省", "华东", 0.12, 3),
    City("苏州", "江苏省", "华东", 0.11, 3),
    City("南京", "江苏省", "华东", 0.08, 2),
    City("宁波", "浙江省", "华东", 0.06, 1),
    City("广州", "广东省", "华南", 0.10, 2),
    City("深圳", "广东省", "华南", 0.12, 3),
    City("佛山", "广东省", "华南", 0.05, 1),
    City("厦门", "福建省", "华南", 0.05, 1),
    City("成都", "四川省", "西南", 0.07, 2),
    City("重庆", "重庆市", "西南", 0.05, 1),
    City("昆明", "云南省", "西南", 0.02, 1),
)
REGIONS = ("华东", "华南", "西南")


@dataclass(frozen=True)
class Channel:
    """Where a stranger comes from; `intent` scales the chance that they ever buy."""

    source: str
    medium: str
    label: str
    weight: float
    intent: float


CHANNELS = (
    Channel("xiaohongshu", "feed", "小红书", 0.24, 1.05),
    Channel("douyin", "feed", "抖音", 0.20, 0.80),
    Channel("wechat_moments", "paid", "朋友圈广告", 0.13, 0.75),
    Channel("baidu", "search", "百度搜索", 0.11, 1.10),
    Channel("store", "qr", "门店扫码", 0.16, 1.45),
    Channel("referral", "share", "老客推荐", 0.09, 1.50),
    Channel("official_account", "content", "公众号", 0.07, 1.00),
)


@dataclass(frozen=True)
class Line:
    """A line of goods: category, brand, price range in yuan, share of demand, refill cycle in days (0: none)."""

    category: str
    brand: str
    names: tuple[str, ...]
    low: int
    high: int
    demand: float
    cycle: int = 0


LINES = (
    Line("四件套", "云岚织造", ("长绒棉四件套", "天丝四件套", "水洗棉四件套", "亚麻四件套"), 299, 899, 0.16),
    Line("被芯", "云岚织造", ("羽绒被", "大豆纤维被", "蚕丝被"), 259, 1299, 0.08),
    Line("枕芯", "云岚织造", ("乳胶枕", "记忆棉枕", "荞麦枕"), 89, 399, 0.07),
    Line("毛巾浴巾", "岚屿", ("长绒棉毛巾", "提花浴巾", "速干浴巾"), 29, 159, 0.11),
    Line("家居服", "岚屿", ("纯棉家居服", "法兰绒睡袍", "真丝睡衣"), 129, 599, 0.08),
    Line("香氛", "山隐", ("无火香薰", "香薰蜡烛", "车载香片"), 59, 299, 0.08),
    Line("收纳", "岚屿", ("衣物收纳箱", "抽屉分隔盒", "真空收纳袋"), 19, 129, 0.07),
    Line("餐厨", "山隐", ("釉下彩餐盘", "保温杯", "砧板"), 39, 269, 0.08),
    Line("洗护", "山隐", ("氨基酸沐浴露", "护发素", "洗手液"), 39, 129, 0.13, 45),
    Line("衣物清洁", "云净", ("洗衣凝珠", "柔顺剂", "衣领净"), 29, 99, 0.08, 40),
    Line("居家清洁", "云净", ("油污净", "地板清洁液", "一次性抹布"), 15, 69, 0.06, 30),
)
COLOURS = ("雾蓝", "燕麦", "月白", "松绿", "茶褐", "浅灰", "暮粉", "鹅黄")


@dataclass(frozen=True)
class Good:
    """One product of the mall; `price` in fen."""

    code: str
    name: str
    category: str
    brand: str
    price: int
    demand: float
    cycle: int


def make_goods(count: int = 240) -> list[Good]:
    """The mall's goods: 60 of 240 are consumables with a refill cycle."""
    random = np.random.default_rng(240)
    durable = [line for line in LINES if not line.cycle]
    refill = [line for line in LINES if line.cycle]
    goods = []
    for number in range(count):
        pool = refill if number % 4 == 3 else durable
        line = pool[(number // 4) % len(pool)]
        name = line.names[int(random.integers(len(line.names)))]
        price = int(random.integers(line.low, line.high + 1)) * 100 - 10 * int(random.integers(0, 2)) * 10
        label = f"{name}·{COLOURS[int(random.integers(len(COLOURS)))]}"
        weight = line.demand * float(random.lognormal(0, 0.6))
        goods.append(Good(f"YL{number + 1:04d}", label, line.category, line.brand, price, weight, line.cycle))
    return goods


SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁沈任姚卢"
)
_GIVEN = (
    "婉清思雨启明嘉木若溪子涵欣怡梓萱雨桐诗涵浩然宇轩子墨俊杰晓雯佳琪静怡雅婷明远志强丽娜海燕建国秀英"
    "文博天宇可欣梦瑶语嫣一诺沐阳景行知夏书瑶安然清越予安星辰若兰承泽亦凡乐怡思远芷若映雪晨曦瑾瑜云舒"
)
GIVEN = [_GIVEN[at : at + 2] for at in range(0, len(_GIVEN), 2)]
