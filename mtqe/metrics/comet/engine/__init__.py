"""COMET's numbers without COMET's detours: every distinct text goes through the encoder once.

unbabel-comet's classes and its checkpoint format are the definition; tests hold every family to
`predict` within 1e-5. These modules import torch: they are themselves imported inside functions.
"""
