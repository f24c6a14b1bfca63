"""The chapters of the report, one subject each."""
