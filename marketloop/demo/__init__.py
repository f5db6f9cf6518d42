"""The demo company 云岚家居 (Yunlan Home): a seeded simulation with known truth, loaded through the product's own doors.

world (places, shops, goods) → people (hidden rates and types) → behaviour (what they do by themselves)
    ──► history: bulk doors      ──► recent: the clock runs day by day, journeys act, people react
"""
