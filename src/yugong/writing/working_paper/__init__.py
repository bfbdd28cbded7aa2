"""The working paper (底稿): how every published number comes from the ledger, as live formulas."""

from yugong.writing.working_paper.paper import PaperContent, working_paper

__all__ = ["PaperContent", "working_paper"]
