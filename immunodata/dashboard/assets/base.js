// Four things that Streamlit's client cannot know or do by itself.
(() => {
  // 1. Pages lie one step below the server's root. Left to guess, the client asks in the wrong place first and the
  //    browser logs an error.
  window.__streamlit = { BACKEND_BASE_URL: new URL("..", document.currentScript.src).href };

  // 2. It keeps the reader's light or dark per page; the choice is meant for all of them.
  const keyOf = (path) => `stActiveTheme-${path}-v2`;
  const remember = "immunodata-theme";
  try {
    const chosen = localStorage.getItem(remember);
    if (chosen) localStorage.setItem(keyOf(location.pathname), chosen);
  } catch { /* storage may be forbidden: then each page keeps its own */ }

  // 3. Charts are drawn by the server: when the reader changes between light and dark, the page is asked for again.
  let shown = "";
  setInterval(() => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app) return;
    const now = getComputedStyle(app).colorScheme;
    try {
      const kept = localStorage.getItem(keyOf(location.pathname));
      if (kept) localStorage.setItem(remember, kept);
      else if (shown && now !== shown) localStorage.removeItem(remember);
    } catch { /* as above */ }
    if (shown && now !== shown) document.querySelector(".st-key-redraw button")?.click();
    shown = now;
  }, 300);

  // 4. On a small screen the sidebar lies over the page: following one of its links puts it away.
  document.addEventListener("click", (event) => {
    if (innerWidth < 768 && event.target.closest?.(".st-key-navigation a")) {
      document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
    }
  });
})();
