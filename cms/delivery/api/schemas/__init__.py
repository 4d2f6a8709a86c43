"""What each path of API v1 answers, for its description and the clients made from it.

Answers do not pass through these models: tests hold every answer against the document that they make.
"""
