"""The page: Streamlit draws what the calls below it return."""
