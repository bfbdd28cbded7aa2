"""Workbooks that the program writes for people to read or fill in: one way to make them all."""

from yugong.report_workbook.book import Book, Style
from yugong.report_workbook.sheet import CellRange, Pages, Sheet

__all__ = ["Book", "CellRange", "Pages", "Sheet", "Style"]
