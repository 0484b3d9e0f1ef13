"""Sections of a posting: segments and headings, naive Bayes over words, and Viterbi over the kinds of sentences."""
