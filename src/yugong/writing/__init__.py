"""Tables, statements and forms into DOCX, XLSX and JSON."""
