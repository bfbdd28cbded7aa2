"""Equations between printed amounts (勾稽关系), and the faults behind broken ones."""
