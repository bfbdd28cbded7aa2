"""Every published number, computed once from the ledger in exact 元."""
