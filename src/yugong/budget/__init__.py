"""What a department fills in: the ledger, projects, assets, procurement, text, reasons."""
