"""The index on a PostgreSQL server, for bases that no process should hold in memory: search asks it by SQL."""
