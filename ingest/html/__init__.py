"""Web pages: their main text, without menus, scripts and what no browser shows."""
