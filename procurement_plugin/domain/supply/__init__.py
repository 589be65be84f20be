"""Supply security, sub-criterion by sub-criterion; a country is read in ``origins`` and nowhere else."""
