"""Long work beside a page: a background process, and its status for whoever looks."""
