"""Work in several processes, and beside threads that somebody waits for."""
