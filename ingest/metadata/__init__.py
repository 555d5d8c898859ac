"""What is proposed of a record from its text: title, date, places, themes."""
