"""State of programs that run for days, as the pages and the API do."""
