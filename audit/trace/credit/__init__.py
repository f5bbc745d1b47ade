"""One article goes in, what it credits comes out: relays, sources, sentences, links, datelines, what is carried on."""
