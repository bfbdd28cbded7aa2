"""Trace a published number to its sources.

A number of a budget file is traced to the rows it sums; a text of a built Word file to the facts
written there, or to its table.
"""

from yugong.tracing.document import trace_document
from yugong.tracing.number import trace_number
from yugong.tracing.traced import Trace, TracedRow

__all__ = ["Trace", "TracedRow", "trace_document", "trace_number"]
