"""TrueRole in a pipeline of spaCy: `nlp.add_pipe("truerole")`, found by an entry point once TrueRole is installed."""

from truerole.spacy.component import PostingPipe

__all__ = ["PostingPipe"]
