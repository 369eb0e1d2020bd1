# Your own settings.
