"""What measures the project: run the modules from the top of a checkout, `python -m benchmarks.attribution`."""
