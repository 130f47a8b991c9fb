"""How a document gets in: bytes become blocks, blocks become clauses, facts and passages."""
