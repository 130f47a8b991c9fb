"""Where documents come from: files and folders, web addresses. A source yields bytes with their origin."""
