"""Language models, one back end a file; LanguageModel in bot/language_model.py says what each promises."""
