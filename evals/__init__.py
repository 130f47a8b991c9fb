"""How good it is: the production engine measured on files of documents and questions, beside simple baselines."""
