"""Text in, structure out: reads an issued document and says what it orders, of whom and by when."""
