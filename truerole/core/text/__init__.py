"""Text from outside: bytes to characters, HTML to lines, characters made visible."""
