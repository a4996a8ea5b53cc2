"""Practice questions: written from the notes, audited, kept with the words they rest on."""
