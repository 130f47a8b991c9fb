"""The prompts: reviewed texts in files, named in every answer's record by a digest."""
