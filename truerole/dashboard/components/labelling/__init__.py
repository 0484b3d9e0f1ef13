"""Parts of the page *Label* for the first minute: practice on authored examples, labels from a file."""
