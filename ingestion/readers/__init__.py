"""From the bytes of one format to blocks; one format a file. ingestion/reading.py lists and chooses them."""
