"""Preparation of the encoder: from the packaged 4-bit weights to the folder that `kb.encoder` serves."""
