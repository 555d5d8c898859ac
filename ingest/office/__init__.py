"""Files of office programs beside texts: sheets, slides, books, RTF; and the archives that all of them are."""
