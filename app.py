"""The dashboard for `streamlit run app.py`; an installed package starts it with `immunodata serve`."""

from streamlit.starlette import App

from immunodata.dashboard import options, serve

options.apply()
app = App(serve.ENTRY, **serve.parts())
