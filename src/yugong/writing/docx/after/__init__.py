"""What is done with a written Word file: reading back, tracing, previewing."""
