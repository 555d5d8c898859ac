"""The encoder made ready once, from its weights to a file that ONNX Runtime serves."""
