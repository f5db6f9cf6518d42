"""The engine: claims due enrolments in batches, executes each node once per batch, writes all moves in one transaction.

`claiming` reads the queue, `moves` collects and writes what happens, `control`, `waits` and `actions` execute nodes,
`turns` puts them together.
"""
