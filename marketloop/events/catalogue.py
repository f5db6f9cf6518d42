"""The catalogue: standard events with their labels, Segment's names for them, and which keys hold personal values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from marketloop.platform.i18n import Language


@dataclass(frozen=True)
class EventName:
    """A standard event: stored name, labels, and the name that Segment's e-commerce specification gives it."""

    name: str
    zh: str
    en: str
    segment: str = ""


STANDARD = (
    EventName("identified", "身份识别", "Identified"),
    EventName("page_viewed", "浏览页面", "Page viewed"),
    EventName("screen_viewed", "浏览屏幕", "Screen viewed"),
    EventName("group_joined", "加入群组", "Group joined"),
    EventName("alias_given", "关联身份", "Alias given"),
    EventName("products_searched", "搜索商品", "Products searched", "Products Searched"),
    EventName("product_list_viewed", "浏览商品列表", "Product list viewed", "Product List Viewed"),
    EventName("product_list_filtered", "筛选商品列表", "Product list filtered", "Product List Filtered"),
    EventName("promotion_viewed", "看到活动", "Promotion viewed", "Promotion Viewed"),
    EventName("promotion_clicked", "点击活动", "Promotion clicked", "Promotion Clicked"),
    EventName("product_clicked", "点击商品", "Product clicked", "Product Clicked"),
    EventName("product_viewed", "浏览商品", "Product viewed", "Product Viewed"),
    EventName("product_added", "加入购物车", "Product added to cart", "Product Added"),
    EventName("product_removed", "移出购物车", "Product removed from cart", "Product Removed"),
    EventName("cart_viewed", "查看购物车", "Cart viewed", "Cart Viewed"),
    EventName("checkout_started", "开始结算", "Checkout started", "Checkout Started"),
    EventName("checkout_step_viewed", "查看结算步骤", "Checkout step viewed", "Checkout Step Viewed"),
    EventName("checkout_step_completed", "完成结算步骤", "Checkout step completed", "Checkout Step Completed"),
    EventName("payment_info_entered", "填写支付信息", "Payment info entered", "Payment Info Entered"),
    EventName("order_updated", "订单变更", "Order updated", "Order Updated"),
    EventName("order_paid", "订单支付", "Order paid", "Order Completed"),
    EventName("order_completed_seen", "下单成功页", "Order confirmation seen"),
    EventName("order_refunded", "订单退款", "Order refunded", "Order Refunded"),
    EventName("order_cancelled", "订单取消", "Order cancelled", "Order Cancelled"),
    EventName("order_completed", "订单完成", "Order completed"),
    EventName("product_bought", "购买商品", "Product bought"),
    EventName("coupon_entered", "输入优惠券", "Coupon entered", "Coupon Entered"),
    EventName("coupon_applied", "使用优惠券", "Coupon applied", "Coupon Applied"),
    EventName("coupon_denied", "优惠券被拒", "Coupon denied", "Coupon Denied"),
    EventName("coupon_removed", "移除优惠券", "Coupon removed", "Coupon Removed"),
    EventName("product_added_to_wishlist", "收藏商品", "Product added to wishlist", "Product Added to Wishlist"),
    EventName("product_removed_from_wishlist", "取消收藏", "Product removed from wishlist", "Product Removed from Wishlist"),
    EventName("wishlist_product_added_to_cart", "收藏加入购物车", "Wishlist product added to cart", "Wishlist Product Added to Cart"),
    EventName("product_favorited", "收藏商品", "Product favourited"),
    EventName("product_shared", "分享商品", "Product shared", "Product Shared"),
    EventName("cart_shared", "分享购物车", "Cart shared", "Cart Shared"),
    EventName("product_reviewed", "评价商品", "Product reviewed", "Product Reviewed"),
    EventName("signed_up", "注册", "Signed up", "Signed Up"),
    EventName("signed_in", "登录", "Signed in", "Signed In"),
    EventName("content_viewed", "阅读内容", "Content viewed"),
    EventName("form_submitted", "提交表单", "Form submitted"),
    EventName("ad_viewed", "看到广告", "Ad viewed"),
    EventName("ad_clicked", "点击广告", "Ad clicked"),
    EventName("link_clicked", "打开短链", "Short link opened"),
    EventName("code_scanned", "扫码", "Code scanned"),
    EventName("question_asked", "咨询", "Question asked"),
    EventName("complaint_made", "投诉", "Complaint made"),
    EventName("message_sent", "消息已发送", "Message sent"),
    EventName("message_suppressed", "消息被拦截", "Message suppressed"),
    EventName("message_failed", "消息发送失败", "Message failed"),
    EventName("message_delivered", "消息已送达", "Message delivered"),
    EventName("message_opened", "打开邮件", "Message opened"),
    EventName("message_clicked", "点击链接", "Link clicked"),
    EventName("email_unsubscribed", "退订邮件", "E-mail unsubscribed"),
    EventName("segment_entered", "进入人群", "Segment entered"),
    EventName("segment_left", "离开人群", "Segment left"),
    EventName("journey_entered", "进入旅程", "Journey entered"),
    EventName("journey_converted", "旅程转化", "Journey converted"),
    EventName("journey_exited", "离开旅程", "Journey exited"),
    EventName("profiles_merged", "档案合并", "Profiles merged"),
    EventName("profiles_split", "档案拆分", "Profiles split"),
    EventName("profiles_touched", "档案更新", "Profiles updated"),
    EventName("consent_changed", "授权变更", "Consent changed"),
    EventName("stage_changed", "生命周期变更", "Lifecycle stage changed"),
    EventName("rfm_cell_changed", "RFM 分层变更", "RFM cell changed"),
)  # fmt: skip


@cache
def _by_name() -> dict[str, EventName]:
    return {one.name: one for one in STANDARD}


@cache
def _by_segment_name() -> dict[str, str]:
    return {one.segment.lower(): one.name for one in STANDARD if one.segment}


def is_standard(name: str) -> bool:
    """Whether the product knows the name by itself; `<name>_seen` is what a browser said of a server's event."""
    return name in _by_name() or name.removesuffix("_seen") in SERVER_ONLY


CATEGORIES = ("browse", "shop", "order", "content", "message", "journey", "customer", "service", "other")
_CATEGORY_STARTS = (
    ("order", ("order_", "product_bought", "payment_", "coupon_", "refund_")),
    ("message", ("message_", "email_", "sms_")),
    ("journey", ("journey_", "segment_")),
    ("customer", ("identified", "group_", "alias_", "signed_", "profiles_", "consent_", "stage_", "rfm_")),
    ("service", ("question_", "complaint_", "chat_", "ticket_")),
    ("shop", ("product_added", "product_removed", "cart_", "checkout_", "product_favorited", "wishlist_")),
    ("content", ("content_", "form_", "ad_", "link_", "code_", "promotion_", "article_", "video_")),
    ("browse", ("page_", "screen_", "product_", "products_")),
)


def category_of(name: str) -> str:
    """Which part of the catalogue an event belongs to, unless somebody said otherwise."""
    return next((category for category, starts in _CATEGORY_STARTS if name.startswith(starts)), "other")


def standard_label(name: str, language: Language) -> str:
    """The label of a standard event; other names are their own label. `declared.label_of` also knows declared ones."""
    known = _by_name().get(name)
    if known is None:
        return name
    return known.zh if language == "zh-CN" else known.en


SERVER_ONLY = frozenset(
    {"order_paid", "order_completed", "order_refunded", "order_cancelled", "product_bought"}
    | {"message_sent", "message_suppressed", "message_failed", "message_delivered", "message_opened", "message_clicked"}
    | {"email_unsubscribed", "segment_entered", "segment_left", "journey_entered", "journey_converted", "journey_exited"}
    | {"profiles_merged", "profiles_split", "profiles_touched", "consent_changed", "stage_changed", "rfm_cell_changed"}
)  # fmt: skip
"""Names whose events have consequences: anybody can send from a browser, so there they are only something seen."""


def stored_name(name: str, *, from_server: bool) -> str:
    """The name under which a tracked event is stored: Segment's names become ours, customers' own stay verbatim.

    Revenue comes from servers only: a browser's `Order Completed` is the visit of a page, `order_completed_seen`.
    """
    mapped = _by_segment_name().get(name.lower(), name)
    if from_server or mapped not in SERVER_ONLY:
        return mapped
    return "order_completed_seen" if mapped == "order_paid" else f"{mapped}_seen"


PERSONAL_KEYS: dict[str, str] = {
    "email": "email",
    "e_mail": "email",
    "mail": "email",
    "phone": "phone",
    "mobile": "phone",
    "telephone": "phone",
    "phone_number": "phone",
    "phonenumber": "phone",
    "first_name": "first_name",
    "firstname": "first_name",
    "last_name": "last_name",
    "lastname": "last_name",
    "full_name": "name",
    "fullname": "name",
    "real_name": "name",
    "recipient": "name",
    "id_number": "id_number",
    "id_card": "id_number",
    "idcard": "id_number",
    "passport": "id_number",
    "address": "address",
    "street": "address",
    "shipping_address": "address",
    "billing_address": "address",
    "postal_code": "address",
    "postalcode": "address",
    "message_text": "text",
    "comment": "text",
    "remark": "text",
    "feedback": "text",
    "note": "text",
    "review_body": "text",
    "邮箱": "email",
    "手机": "phone",
    "手机号": "phone",
    "电话": "phone",
    "姓名": "name",
    "收货人": "name",
    "身份证": "id_number",
    "身份证号": "id_number",
    "地址": "address",
    "收货地址": "address",
    "备注": "text",
    "留言": "text",
}
"""Keys of properties and traits, in lower case, that hold personal values, and the kind that seals them."""
TRAIT_KEYS: dict[str, str] = PERSONAL_KEYS | {
    "name": "name",
    "username": "name",
    "nickname": "name",
    "description": "text",
}
"""The same among traits of a person, where a name is a person's name."""
COARSE_PLACE = frozenset({"city", "province", "state", "country", "region", "county", "district"})
"""Parts of an address that stay in clear."""


def personal_kind(key: str) -> str | None:
    """The kind under which the value of a trait is sealed (`personal.open_sealed(kind, …)`), None when it stands in clear."""
    return TRAIT_KEYS.get(key.lower())
