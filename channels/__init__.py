"""How people reach the bot: each channel only renders the one answer."""
