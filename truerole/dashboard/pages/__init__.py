"""The pages, a module each; `page` shows the page."""
