"""The start: what must be there, what to say when it is not, then the window.

Until everything is known to be there, only the standard library is imported; these modules run on
any Python from 3.8 on, to be able to say that it is too old.
"""
