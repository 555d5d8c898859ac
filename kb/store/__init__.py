"""The register: records, revisions, links, outbox, query log. The truth that the index follows."""
