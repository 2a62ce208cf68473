"""Text to paired sentences: normalise, tell languages, split sentences, align."""
