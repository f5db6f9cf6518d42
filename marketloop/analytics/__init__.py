"""Reports over the event store: trends, funnels, retention, the figures of the home page, saved reports."""
