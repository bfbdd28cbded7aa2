"""yugong (预公): turn a department's budget ledger into its complete disclosure package."""

__version__ = "0.2.0"
