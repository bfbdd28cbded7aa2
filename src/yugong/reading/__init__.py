"""Files into plain values, safely, with the place of every value kept."""
