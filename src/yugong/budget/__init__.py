"""The budget that a department fills in: ledger, projects, assets, procurement, text, reasons."""
