"""Registry of models: files loaded without pickle by their registered hash, the champion, and model cards."""
