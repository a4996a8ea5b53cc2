"""Chat models: Bedrock, local servers and local files; what they cost, and which can be reached."""
