"""Accounts in the register: who may sign in, how, and since when."""
