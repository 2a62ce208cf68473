"""mtqe: translation quality evaluation for English and Korean."""
