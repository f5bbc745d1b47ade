"""Two claims go in, whether they say the same comes out: words, vectors, polarity, numbers, and a learned judge."""
