// Pages lie one step below the server's root. Streamlit's client is told so; left to guess, it asks in the wrong
// place first and the browser logs an error.
window.__streamlit = { BACKEND_BASE_URL: new URL("..", document.currentScript.src).href };
