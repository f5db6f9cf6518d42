"""Frozen types of the facts that cross modules; no framework.

A fact is something that happened, named in snake_case past tense. Producers record it through the outbox inside their own
transaction; consumers import the type from here and so never import its producer. Add a fact as one class in the file of its
subject (`facts/orders.py`, `facts/people.py` …).
"""

from marketloop.facts import audiences, messages, orders, people
from marketloop.facts.base import Fact, fact_type, list_fact_types

__all__ = ["Fact", "audiences", "fact_type", "list_fact_types", "messages", "orders", "people"]
