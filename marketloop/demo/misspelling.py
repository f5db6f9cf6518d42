"""How names and dates go wrong when somebody types them at a till."""

from __future__ import annotations

import datetime as dt

import numpy as np

SOUND_ALIKE = {
    "婉": "晚", "清": "青", "思": "斯", "雨": "宇", "启": "琦", "明": "鸣", "嘉": "佳", "若": "偌", "溪": "西", "子": "紫",
    "涵": "函", "欣": "心", "怡": "宜", "梓": "子", "萱": "宣", "桐": "童", "诗": "施", "浩": "皓", "然": "燃", "轩": "宣",
    "俊": "峻", "杰": "洁", "晓": "小", "雯": "文", "佳": "嘉", "琪": "琦", "静": "净", "雅": "亚", "婷": "亭", "远": "苑",
    "志": "致", "强": "墙", "丽": "莉", "娜": "那", "海": "嗨", "燕": "艳", "建": "健", "国": "帼", "秀": "绣", "英": "瑛",
    "文": "雯", "博": "勃", "天": "添", "可": "珂", "梦": "孟", "瑶": "遥", "语": "雨", "嫣": "烟", "一": "伊", "诺": "喏",
    "景": "璟", "行": "形", "知": "之", "夏": "霞", "书": "舒", "安": "桉", "越": "悦", "星": "欣", "辰": "晨", "兰": "岚",
}  # fmt: skip
"""Signs that sound the same (tones apart)."""


def misspelt(name: str, random: np.random.Generator) -> str:
    """A name of three signs with one slip: another sign of the same sound (most often), a sign left out, two changed places."""
    draw = random.random()
    places = [at for at, sign in enumerate(name) if at and sign in SOUND_ALIKE]
    if draw < 0.55 and places:
        at = places[int(random.integers(len(places)))]
        return name[:at] + SOUND_ALIKE[name[at]] + name[at + 1 :]
    if draw < 0.65:
        return name[:-1]
    if draw < 0.72:
        return name[0] + name[:0:-1]
    return name


def slipped(birthday: str, random: np.random.Generator) -> str:
    """A date (ISO) as it was typed: mostly right, sometimes not asked for (""), a day beside it, or a wrong digit of the year."""
    draw, day = random.random(), dt.date.fromisoformat(birthday)
    if draw < 0.16:
        return ""
    if draw < 0.22:
        return (day + dt.timedelta(days=int(random.choice([-1, 1])))).isoformat()
    if draw < 0.26:
        return day.replace(year=day.year + int(random.choice([-10, 10])), day=min(day.day, 28)).isoformat()
    return birthday
