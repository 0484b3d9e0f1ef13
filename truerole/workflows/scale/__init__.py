"""Work on more postings than a machine holds: parts of files, read by many processes or machines."""
