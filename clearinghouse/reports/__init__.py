"""Reports on files alone: which files are meant, each checked (in several processes where asked), and told
as text, as JSON or as a page. What `bitewing validate` does; no house is needed."""
