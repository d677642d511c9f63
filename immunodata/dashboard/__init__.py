"""The dashboard: the same views as everywhere else, in a browser. The only package that imports streamlit."""
