"""MarketLoop (营销闭环): one self-hosted system for the whole marketing loop."""

__version__ = "0.1.0"
