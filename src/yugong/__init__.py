"""yugong (预公): a department's budget ledger in, its complete disclosure package out."""

__version__ = "0.2.0"
