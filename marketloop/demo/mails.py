"""The e-mail templates of the demo company."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mail:
    """A template: `key` for ever, the rest as an operator would type it."""

    key: str
    name: str
    subject: str
    preheader: str
    heading: str
    paragraphs: tuple[str, ...]
    button: str
    link: str

    def mjml(self) -> str:
        """The whole mail in the company's layout."""
        texts = "\n".join(
            f'        <mj-text color="#424957" line-height="26px">{one}</mj-text>' for one in self.paragraphs
        )
        return _LAYOUT.format(heading=self.heading, texts=texts, button=self.button, link=self.link)


_LAYOUT = """<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="PingFang SC, Noto Sans SC, Helvetica, Arial, sans-serif" />
      <mj-text font-size="15px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#F5F6F8">
    <mj-section padding="28px 0 12px">
      <mj-column><mj-text font-size="17px" font-weight="600" color="#12151D" align="center">云岚家居</mj-text></mj-column>
    </mj-section>
    <mj-section background-color="#FFFFFF" border-radius="8px" padding="20px 16px 28px">
      <mj-column>
        <mj-text font-size="22px" font-weight="600" color="#12151D" line-height="32px">{heading}</mj-text>
{texts}
        <mj-button background-color="#3D5AFE" color="#FFFFFF" border-radius="6px" font-size="15px" href="{link}">{button}</mj-button>
      </mj-column>
    </mj-section>
    <mj-section padding="16px 0 32px">
      <mj-column>
        <mj-text font-size="12px" color="#6A7282" align="center">您收到这封邮件，是因为您同意接收云岚家居的邮件。
          <a href="{{{{ unsubscribe_url }}}}" style="color:#6A7282">退订</a></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
"""

SHOP = "https://mall.yunlan.example"
MAILS = (
    Mail(
        "bedding-viewed",
        "四件套 · 你看过的那一套",
        "{{ profile.name | default: '您好' }}，您看过的四件套还在",
        "会员专享，今晚 24 点前包邮",
        "看了好几遍的四件套",
        (
            "{{ profile.name | default: '您好' }}，好床品值得多想一想。您常看的四件套这周有现货，会员包邮，七天无理由。",
            "拿不准尺寸？回复这封邮件，把床的长宽告诉我们就好。",
        ),
        "回去看看",
        f"{SHOP}/c/bedding",
    ),
    Mail(
        "bedding-reminder",
        "四件套 · 最后提醒",
        "四件套的会员包邮明天结束",
        "不再打扰，只说这一次",
        "包邮明天结束",
        ("您看过的四件套，会员包邮到明天为止。之后我们不再为它写信给您。",),
        "去下单",
        f"{SHOP}/c/bedding",
    ),
    Mail(
        "refill",
        "耗材补货提醒",
        "{{ profile.name | default: '您好' }}，家里的洗护快用完了吧",
        "按您的用量，大概就在这几天",
        "该补货了",
        ("上次买的洗护按一家人的用量，大概这几天见底。一键再来一单，满 99 元包邮。",),
        "再来一单",
        f"{SHOP}/refill",
    ),
    Mail(
        "winback-60",
        "沉睡 60 天召回",
        "{{ profile.name | default: '您好' }}，好久不见",
        "留了一份老客礼",
        "好久不见",
        (
            "距离您上一次下单已经两个月了。这期间我们上了三个新系列，也改了包装：更薄，更好拆。",
            "给老客留了一份礼，下单自动放进包裹。",
        ),
        "看看新系列",
        f"{SHOP}/new",
    ),
    Mail(
        "winback-second",
        "沉睡召回 · 第二封",
        "老客礼为您多留三天",
        "三天后收回",
        "礼物还在",
        ("上封信里的老客礼还没有领。为您多留三天，之后让给别人。",),
        "领走它",
        f"{SHOP}/new",
    ),
    Mail(
        "welcome",
        "新客欢迎",
        "欢迎来到云岚家居",
        "从一条好毛巾开始",
        "欢迎，{{ profile.name | default: '新朋友' }}",
        ("我们做床品、毛巾和家里天天用的东西，不追快，只求耐用。第一单包邮，三十天内可退。",),
        "随便逛逛",
        f"{SHOP}/hello",
    ),
    Mail(
        "first-order",
        "首单引导",
        "第一单，试试这三样",
        "老客买得最多的入门款",
        "从这三样开始",
        ("长绒棉毛巾、氨基酸沐浴露、乳胶枕：老客买得最多的入门款，单价都不高，用一次就知道合不合适。",),
        "看看入门款",
        f"{SHOP}/starter",
    ),
)
