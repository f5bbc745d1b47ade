"""What the extra ``testing`` brings: strategies that draw records and stories, and laws for parts of your own.

    from audit.testing.laws import check_scorer
    from audit.testing.strategies import known_articles

Nothing is imported here: Hypothesis imports the strategies whenever it is itself imported, and the laws bring the whole
road with them.
"""
