"""The target fields of each kind, with the column names by which they are recognised in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from marketloop.imports.contracts import ImportKind, Mapping, Options

TRAIT, PROPERTY = "trait:", "property:"
_KEY = re.compile(r"[\w.\- ]{1,60}")


class FieldType(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    ID = "id"  # a text whose digits may have become a float on the way
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"  # decimal in major units, kept as minor units
    TIME = "time"
    DATE = "date"
    BOOLEAN = "boolean"
    TAGS = "tags"
    PHONE = "phone"
    EMAIL = "email"
    CHOICE = "choice"


@dataclass(frozen=True)
class Field:
    """One target field. `limit`: most characters of a text, or the greatest absolute value of a number."""

    name: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    limit: int = 200
    synonyms: str = ""  # separated by space
    choices: tuple[tuple[str, str], ...] = ()
    sample: tuple[str, str] = ("", "")


def _choices(**words: str) -> tuple[tuple[str, str], ...]:
    return tuple((word, value) for value, listed in words.items() for word in (value, *listed.split()))


_F, _T = Field, FieldType
_PERSON = (
    _F("user_id", _T.ID, limit=120, synonyms=("customerid customer_no customerno customernumber uid userid memberid memberno "
       "会员号 会员编号 会员id 客户编号 客户号 客户id 用户id 用户编号"), sample=("10001", "10002")),
    _F("phone", _T.PHONE, synonyms=("mobile mobilephone cellphone phonenumber mobilenumber tel telephone "
       "手机 手机号 手机号码 电话 电话号码 联系电话 联系方式"), sample=("13900001001", "13900001002")),
    _F("email", _T.EMAIL, limit=254, synonyms="e-mail mail emailaddress mailaddress 邮箱 电子邮箱 邮件 电子邮件 邮箱地址",
       sample=("lin@example.com", "chen@example.com")),
)  # fmt: skip

FIELDS: dict[ImportKind, tuple[Field, ...]] = {
    ImportKind.CONTACTS: (
        *_PERSON,
        _F("unionid", limit=120, synonyms="wechatunionid 微信unionid"),
        _F("external_userid", limit=120, synonyms="externaluserid 企微客户id 外部联系人id"),
        _F("name", limit=80, synonyms="fullname customername contactname 姓名 名字 客户姓名 客户名称 会员姓名 称呼 联系人",
           sample=("林晓", "陈一鸣")),
        _F("gender", _T.CHOICE, synonyms="sex 性别", choices=_choices(
            female="f woman 女 女性 女士", male="m man 男 男性 先生", unknown="u other 未知 保密")),
        _F("birthday", _T.DATE, synonyms="birthdate dateofbirth dob 生日 出生日期 出生年月日", sample=("1992-05-18", "1988-11-02")),
        _F("province", limit=60, synonyms="state 省 省份 所在省", sample=("江苏省", "浙江省")),
        _F("city", limit=60, synonyms="town 城市 市 所在城市", sample=("苏州市", "杭州市")),
        _F("country", limit=80, synonyms="国家 国家地区"),
        _F("address", limit=300, synonyms="streetaddress 地址 详细地址 联系地址 收货地址"),
        _F("company", limit=120, synonyms="organisation organization companyname 公司 公司名称 单位 企业"),
        _F("tags", _T.TAGS, limit=600, synonyms="tag label labels 标签 客户标签", sample=("老客|苏州", "新客")),
        _F("email_consent", _T.BOOLEAN, synonyms=("consentemail emailoptin acceptsemail emailsubscribed "
           "邮件同意 邮件授权 同意邮件 邮件订阅 是否同意邮件"), sample=("是", "否")),
        _F("sms_consent", _T.BOOLEAN, synonyms="consentsms smsoptin acceptssms smssubscribed 短信同意 短信授权 同意短信 短信订阅"),
        _F("wecom_consent", _T.BOOLEAN, synonyms="consentwecom wecomoptin 企微同意 企业微信同意 同意企微"),
    ),
    ImportKind.PRODUCTS: (
        _F("code", required=True, limit=80, synonyms=("sku productcode stockcode productid itemcode itemno "
           "商品编码 商品编号 货号 编码 商品id 产品编码 产品编号 sku编码"), sample=("YL-001", "YL-002")),
        _F("name", limit=200, synonyms="productname description title itemname 商品名称 商品名 名称 品名 产品名称",
           sample=("竹炭牙刷 4 支装", "洗衣凝珠 52 颗")),
        _F("category", limit=120, synonyms="productcategory type 类目 分类 品类 商品分类", sample=("个护", "清洁")),
        _F("brand", limit=120, synonyms="品牌 商品品牌", sample=("云岚", "云岚")),
        _F("price", _T.MONEY, limit=10**9, synonyms="unitprice saleprice 价格 售价 单价 零售价", sample=("29.90", "49.00")),
        _F("image", limit=500, synonyms="imageurl picture photo 图片 图片地址 主图"),
        _F("status", _T.CHOICE, synonyms="state 状态 上架状态", choices=_choices(
            on_shelf="on active published onsale 上架 在售 销售中", off_shelf="off inactive archived 下架 停售",
            draft="草稿 待上架")),
        _F("is_consumable", _T.BOOLEAN, synonyms="consumable replenishable 消耗品 是否消耗品", sample=("是", "是")),
        _F("cycle_days", _T.INTEGER, limit=3650, synonyms="cycle replenishmentdays 复购周期 补货周期 使用周期 周期天数",
           sample=("60", "45")),
    ),
    ImportKind.ORDERS: (
        _F("order_no", required=True, limit=80, synonyms=("invoice invoiceno invoicenumber ordernumber orderid orderno ordercode "
           "订单号 订单编号 单号 订单id 交易编号"), sample=("SO-1001", "SO-1001")),
        _F("time", _T.TIME, required=True, synonyms=("invoicedate orderdate date ordertime paidat paymenttime createdat datetime "
           "下单时间 支付时间 付款时间 订单时间 日期 时间 成交时间 订单日期"), sample=("2026-03-01 10:15:00", "2026-03-01 10:15:00")),
        _F("product_code", required=True, limit=80, synonyms=("stockcode sku productcode productid itemcode code "
           "商品编码 商品编号 货号 商品id sku编码 产品编码"), sample=("YL-001", "YL-002")),
        _F("product_name", limit=200, synonyms="description productname itemname title 商品名称 商品名 品名 商品 产品名称",
           sample=("竹炭牙刷 4 支装", "洗衣凝珠 52 颗")),
        _F("quantity", _T.INTEGER, required=True, limit=10**9, synonyms="qty count number units 数量 件数 购买数量 商品数量",
           sample=("2", "1")),
        _F("unit_price", _T.DECIMAL, required=True, limit=10**9, synonyms="price unitprice saleprice 单价 价格 成交单价 商品单价",
           sample=("29.90", "49.00")),
        *_PERSON,
        _F("region", limit=80, synonyms="province state area 地区 区域 省份"),
        _F("country", limit=80, synonyms="国家 国家地区"),
        _F("channel", limit=60, synonyms="saleschannel platform 渠道 销售渠道 平台"),
        _F("store", limit=80, synonyms="shop storename storecode 门店 店铺 门店名称 店铺名称"),
        _F("category", limit=120, synonyms="productcategory 类目 分类 品类 商品分类"),
        _F("brand", limit=120, synonyms="品牌 商品品牌"),
        _F("status", _T.CHOICE, synonyms="orderstatus paymentstatus 状态 订单状态", choices=_choices(
            paid="completed complete success finished shipped delivered 已支付 已付款 交易成功 已完成 已发货",
            refunded="refund 已退款 退款成功 退款", cancelled="canceled closed 已取消 交易关闭 已关闭 取消")),
    ),
    ImportKind.EVENTS: (
        _F("name", required=True, limit=80, synonyms="event eventname action 事件 事件名 事件名称 行为",
           sample=("product_viewed", "product_added")),
        _F("time", _T.TIME, required=True, synonyms="timestamp date datetime eventtime occurredat 时间 发生时间 事件时间 日期",
           sample=("2026-03-01 10:15:00", "2026-03-01 10:16:30")),
        *_PERSON,
        _F("anonymous_id", limit=120, synonyms="anonymousid deviceid cookieid visitorid 匿名id 设备id 访客id"),
        _F("message_id", limit=120, synonyms="messageid eventid 消息id 事件id"),
        _F("product_id", limit=80, synonyms="productid sku productcode 商品编码 商品id", sample=("YL-001", "YL-001")),
        _F("category", limit=120, synonyms="类目 分类"),
        _F("brand", limit=120, synonyms="品牌"),
        _F("amount", _T.MONEY, limit=10**9, synonyms="value price 金额"),
        _F("quantity", _T.INTEGER, limit=10**9, synonyms="qty 数量"),
        _F("channel", limit=60, synonyms="渠道"),
        _F("campaign", limit=120, synonyms="utmcampaign 活动"),
    ),
}  # fmt: skip
"""Contacts and events need one identifier of `IDENTIFIERS` a row; orders without one are guest orders."""

IDENTIFIERS = ("user_id", "unionid", "phone", "email", "external_userid", "anonymous_id")


@cache
def fields_of(kind: ImportKind) -> dict[str, Field]:
    """The fields of a kind by name."""
    return {field.name: field for field in FIELDS[kind]}


def field_for(kind: ImportKind, name: str) -> Field | None:
    """The field of a target name, free targets included; None when there is no such target."""
    if (field := fields_of(kind).get(name)) is not None:
        return field
    prefix = {ImportKind.CONTACTS: TRAIT, ImportKind.EVENTS: PROPERTY}.get(kind)
    if prefix and name.startswith(prefix) and _KEY.fullmatch(name[len(prefix) :]):
        return Field(name, limit=1000)
    return None


def missing_fields(kind: ImportKind, mapped: Iterable[str]) -> list[str]:
    """Required fields without a column; `identifier` when a kind about people has no identifier."""
    mapped = set(mapped)
    missing = [field.name for field in FIELDS[kind] if field.required and field.name not in mapped]
    if kind in (ImportKind.CONTACTS, ImportKind.EVENTS) and not mapped.intersection(IDENTIFIERS):
        missing.append("identifier")
    return missing


_SPACE = re.compile(r"[\s_\-./()（）:：]+")


def plain(column: str) -> str:
    """A column name without case, spaces and punctuation."""
    return _SPACE.sub("", column).casefold()


def auto_map(kind: ImportKind, columns: Iterable[str]) -> dict[str, str]:
    """Columns recognised by name: the field's own name first, then its synonyms in order; each column serves one field."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(plain(column), column)
    mapped: dict[str, str] = {}
    for wanted in (lambda field: (field.name,), lambda field: field.synonyms.split()):
        for field in FIELDS[kind]:
            names = (by_name.get(plain(name)) for name in wanted(field))
            found = next((name for name in names if name and name not in mapped.values()), None)
            if found and field.name not in mapped:
                mapped[field.name] = found
    return mapped


_ONLINE_RETAIL = (
    {
        "invoiceno",
        "stockcode",
        "description",
        "quantity",
        "invoicedate",
        "unitprice",
        "customerid",
        "country",
    },
    {"invoice", "stockcode", "description", "quantity", "invoicedate", "price", "customerid", "country"},
)


def suggest(kind: ImportKind, columns: Iterable[str]) -> Mapping:
    """Mapping and options for a file with these columns; the Online Retail layout brings its C and A prefixes and its time zone."""
    columns = list(columns)
    options = Options()
    if kind is ImportKind.ORDERS and any(
        layout <= {plain(name) for name in columns} for layout in _ONLINE_RETAIL
    ):
        options = Options(return_prefix="C", adjustment_prefix="A", timezone="Europe/London")
    return Mapping(columns=auto_map(kind, columns), options=options)


def suggest_kind(columns: Iterable[str]) -> ImportKind:
    """The kind whose required fields are there, else the one with most recognised columns."""
    columns = list(columns)
    order = (ImportKind.ORDERS, ImportKind.EVENTS, ImportKind.PRODUCTS, ImportKind.CONTACTS)

    def rank(kind: ImportKind) -> tuple[bool, int]:
        mapped = auto_map(kind, columns)
        return not missing_fields(kind, mapped), len(mapped)

    return max(order, key=rank)
