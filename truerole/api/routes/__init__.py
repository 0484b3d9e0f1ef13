"""Routes of the API, a module for each kind of thing that is asked for."""
