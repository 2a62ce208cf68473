"""Report formats: one file each; a scorecard in, files' contents out."""
