"""Statistics of skills that no change of sources deceives: standardised comparisons, and trends within sources."""
