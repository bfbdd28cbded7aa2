"""Trace a published number to its sources.

A number of a budget file is traced to the rows it sums; a text of a built Word file to the facts
written there, or to its table.
"""
