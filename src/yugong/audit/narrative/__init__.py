"""Rules over the narrative (情况说明)."""
