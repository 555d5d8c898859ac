"""The directory imported and exported as data·inclusion: JSON, CSV, XLSX."""
