"""Benchmarks of performance: each prints ratios measured in one run; see RESULTS.md."""
