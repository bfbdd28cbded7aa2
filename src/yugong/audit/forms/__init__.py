"""Rules over the performance forms (绩效目标表)."""
