"""Policy tables to and from the forms in which people edit and read them elsewhere: Markdown, XLSX, DMN."""
