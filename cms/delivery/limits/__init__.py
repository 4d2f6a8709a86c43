"""How often one visitor, and one site's visitors together, may ask: so that whoever asks most slows nobody else."""
