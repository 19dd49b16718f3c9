"""The pages of the dashboard; in a folder named `pages` Streamlit would serve each file itself."""
