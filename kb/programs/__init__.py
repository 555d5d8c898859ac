"""What other programs are given of a base, whatever door they come by: the HTTP interface, MCP, OAI-PMH."""
