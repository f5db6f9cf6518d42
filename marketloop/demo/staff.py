"""The organisation of the demo company: regions, shops, and people who can sign in."""

from __future__ import annotations

from marketloop.demo.world import CITIES, REGIONS
from marketloop.organisation import facade as organisation

EMAIL_DOMAIN = "yunlan.example"
DEMO_EMAIL, DEMO_PASSWORD = f"suqing@{EMAIL_DOMAIN}", "yunlan-demo-2026"
"""Demo mode only: the installation holds invented data and serves on this machine."""
STAFF = (
    ("suqing", "苏晴", "admin", ""),
    ("chenyue", "陈越", "growth", ""),
    ("linan", "林安", "analyst", ""),
    ("zhoukai", "周凯", "sales_manager", "华东"),
    ("heqing", "何清", "sales_manager", "华南"),
    ("tangyi", "唐毅", "sales_manager", "西南"),
    ("xujing", "徐静", "store", "苏州1店"),
    ("luoyang", "罗阳", "store", "上海1店"),
    ("fengxue", "冯雪", "sales", "杭州1店"),
)


def settle_staff() -> dict[str, int]:
    """Create regions, shops and staff; returns the org unit ids by name."""
    organisation.ensure_presets()
    [company] = [unit for unit in organisation.unit_tree() if unit.parent is None]
    units = {
        region: organisation.create_unit(name=region, kind="region", parent_id=company.id, actor=None).id
        for region in REGIONS
    }
    for city in CITIES:
        for number in range(city.stores):
            name = f"{city.name}{number + 1}店"
            shop = organisation.create_unit(name=name, kind="store", parent_id=units[city.region], actor=None)
            units[name] = shop.id
    for account, name, role, unit in STAFF:
        organisation.create_user(
            email=f"{account}@{EMAIL_DOMAIN}",
            name=name,
            password=DEMO_PASSWORD,
            role_key=role,
            org_unit_id=units.get(unit),
            actor=None,
        )
    return units
