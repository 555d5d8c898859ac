"""The directory of services: who can take somebody in, when, and on what conditions."""
