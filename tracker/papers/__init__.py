"""What a 通报 and a 督办单 say: figures, placeholders, the docx and how it looks in a browser."""
