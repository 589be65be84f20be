"""The register of production sites: where things are made, who supplies whom, and what moved."""
