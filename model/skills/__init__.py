"""Skills of a posting: spaCy finds names of the taxonomy, context resolves ambiguity, clauses give the need."""
