"""Tests that start processes and kill them."""
