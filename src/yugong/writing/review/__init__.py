"""The findings of a check, written for the people who have to correct them."""
