"""How the service answers over HTTP: guards around everything, then one file a subject."""
