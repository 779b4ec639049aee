"""Label types: one kind of answer a module, plain values in and out, no models."""
