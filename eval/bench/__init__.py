"""Speed, memory and crash safety, measured on this machine."""
