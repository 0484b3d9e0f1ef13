"""Skills of a posting: spaCy finds names of the taxonomy, context decides ambiguous ones, clauses give the need."""
