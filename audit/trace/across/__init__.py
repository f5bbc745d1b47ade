"""Many articles go in, who had it from whom comes out: stories, near claims, clusters, chains."""
