"""The event spine: collection, durable log, columnar store, ordered consumers.

    collector, facade.append, outbox facts ──► log (fsync = acknowledgement)
        ──► appender (identity, de-duplication) ──► DuckDB store ──► consumers by cursor

Only this module touches DuckDB. Enter by `facade` (Python), `rest` (HTTP), `collector` (tracking), `contracts` (types).
"""
