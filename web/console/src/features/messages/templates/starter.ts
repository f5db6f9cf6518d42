import type { Draft } from "../api";

/** The wording a new template starts with: a heading, a paragraph, a button, and the way out. */
const STARTERS = {
  "zh-CN": {
    subject: "{{ profile.name | default: '您好' }}，有件事想告诉您",
    title: "写一个标题",
    text: "{{ profile.name | default: '您好' }}，在这里写正文。一封信只说一件事，读完只做一个动作。",
    button: "去看看",
    reason: "您收到这封邮件，是因为您同意接收我们的邮件。",
    out: "退订",
  },
  en: {
    subject: "{{ profile.name | default: 'Hello' }}, something for you",
    title: "Write a heading",
    text: "{{ profile.name | default: 'Hello' }}, write your text here. One mail says one thing and asks for one action.",
    button: "Have a look",
    reason: "You get this mail because you agreed to hear from us.",
    out: "Unsubscribe",
  },
};

const bodyOf = (words: (typeof STARTERS)["en"], company: string) => `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="PingFang SC, Noto Sans SC, Helvetica, Arial, sans-serif" />
      <mj-text font-size="15px" line-height="26px" color="#424957" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#F5F6F8">
    <mj-section padding="28px 0 12px">
      <mj-column>
        <mj-text font-size="17px" font-weight="600" color="#12151D" align="center">${company}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#FFFFFF" border-radius="8px" padding="20px 16px 28px">
      <mj-column>
        <mj-text font-size="22px" font-weight="600" color="#12151D" line-height="32px">${words.title}</mj-text>
        <mj-text>${words.text}</mj-text>
        <mj-button background-color="#3D5AFE" color="#FFFFFF" border-radius="6px" font-size="15px"
          href="https://example.com/">${words.button}</mj-button>
      </mj-column>
    </mj-section>
    <mj-section padding="16px 0 32px">
      <mj-column>
        <mj-text font-size="12px" color="#6A7282" align="center">${words.reason}
          <a href="{{ unsubscribe_url }}" style="color:#6A7282">${words.out}</a></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

export function starterDraft(language: "zh-CN" | "en", company: string): Draft {
  const words = STARTERS[language];
  return {
    key: "",
    name: "",
    purpose: "marketing",
    topic: "",
    content: {
      subject: words.subject,
      preheader: "",
      body: bodyOf(words, company),
      text: "",
      sender_name: "",
      body_kind: "mjml",
      locales: {},
    },
  };
}
