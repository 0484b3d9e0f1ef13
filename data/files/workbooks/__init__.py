"""Readers of workbooks: Excel and OpenDocument."""
