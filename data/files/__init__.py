"""Files of users: formats and compression, readers of records and postings, exports, and resumable output."""
