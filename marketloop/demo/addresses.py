"""Where the people of the demo world live: real districts, invented streets and estates."""

from __future__ import annotations

import numpy as np

from marketloop.demo.world import CITIES

DISTRICTS = {
    "上海": "徐汇区 静安区 杨浦区 闵行区 浦东新区 普陀区",
    "杭州": "西湖区 拱墅区 滨江区 萧山区 余杭区",
    "苏州": "姑苏区 吴中区 相城区 虎丘区 吴江区",
    "南京": "玄武区 秦淮区 建邺区 鼓楼区 江宁区",
    "宁波": "海曙区 江北区 鄞州区 镇海区",
    "广州": "天河区 越秀区 海珠区 番禺区 白云区",
    "深圳": "南山区 福田区 罗湖区 宝安区 龙岗区",
    "佛山": "禅城区 南海区 顺德区",
    "厦门": "思明区 湖里区 集美区",
    "成都": "锦江区 青羊区 武侯区 成华区 双流区",
    "重庆": "渝中区 江北区 沙坪坝区 南岸区 渝北区",
    "昆明": "五华区 盘龙区 官渡区 西山区",
}
_STREETS = [
    "望湖路",
    "听松路",
    "云栖路",
    "采荷路",
    "竹溪路",
    "梅岭路",
    "春晓路",
    "长宁街",
    "文澜路",
    "平江路",
    "枫林路",
    "知音巷",
]
_ESTATES = ["云岚花园", "岚屿新村", "山隐公寓", "月白小区", "松绿家园", "燕麦坊", "晨曦苑", "听雨轩"]


def make_addresses(city: np.ndarray, random: np.random.Generator) -> list[str]:
    """An address for each of the cities (indices into CITIES), from the province down to the door."""
    count = len(city)
    picks = [random.integers(0, limit, count).tolist() for limit in (60, 12, 8, 899, 40, 4, 32, 4)]
    return [_address(int(place), *draws) for place, *draws in zip(city.tolist(), *picks, strict=True)]


def _address(
    place: int,
    district: int,
    street: int,
    estate: int,
    number: int,
    house: int,
    stair: int,
    floor: int,
    door: int,
) -> str:
    home = CITIES[place]
    names = DISTRICTS[home.name].split()
    above = home.province if home.province.startswith(home.name) else f"{home.province}{home.name}市"
    return (
        f"{above}{names[district % len(names)]}{_STREETS[street]}{number + 1}号{_ESTATES[estate]}"
        f"{house + 1}幢{stair + 1}单元{floor + 1}0{door + 1}室"
    )


def written_differently(address: str, way: int) -> str:
    """The same address as another hand would write it; `way`: any number."""
    match way % 4:
        case 0:
            return address.replace("幢", "-").replace("单元", "-").removesuffix("室")
        case 1:
            return address.replace("幢", "栋")
        case 2:
            return address.partition("省")[2] or address
        case _:
            return address
