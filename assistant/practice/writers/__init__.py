"""Writers: questions out of facts that stand side by side in the notes."""
