"""Gold and predictions go in, figures in percent come out: pure functions, each measure with where it comes from."""
