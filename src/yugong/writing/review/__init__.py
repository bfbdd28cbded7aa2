"""What a check found, written for the people who have to put it right."""
