"""The pages of services: the list, the sheet of one, what goes beside other pages."""
