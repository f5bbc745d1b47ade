"""What was found goes in as records, the record of an audit comes out: its JSON, its summary of sources, its graph."""
