"""The records of an audit: what it found, its JSON and its graph."""
