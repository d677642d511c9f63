// Six things that Streamlit's client cannot know or do by itself.
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

  // 3. What pops up lies outside the part of the page that is told to be light or dark: the whole page is told. And
  //    charts are drawn by the server: when the reader changes between light and dark, the page is asked for again.
  let shown = "";
  setInterval(() => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app) return;
    const now = getComputedStyle(app).colorScheme;
    document.documentElement.style.colorScheme = now;
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

  // 5. On stage keys, and the remote controls that send them, press the buttons of the page.
  const onStage = () => document.querySelector(".presenting");
  const press = (name) => document.querySelector(`.st-key-${name} button:not(:disabled)`)?.click();
  const scroll = (share) => document.querySelector('[data-testid="stMain"]')?.scrollBy({ top: share * innerHeight });
  const keys = {
    ArrowRight: () => press("stage-forth"), PageDown: () => press("stage-forth"), " ": () => press("stage-forth"),
    ArrowLeft: () => press("stage-back"), PageUp: () => press("stage-back"), Escape: () => press("leave-present"),
    ArrowDown: () => scroll(0.3), ArrowUp: () => scroll(-0.3),
  };
  document.addEventListener("keydown", (event) => {
    if (!onStage() || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest?.("input, textarea, [role=combobox], [contenteditable]")) return;
    if (event.key === " " && event.target.closest?.("button, a")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // 6. On stage the chart is as large as fits; one that is too long for that is as wide as fits, and is scrolled.
  let place = "";
  const stage = () => {
    const mark = onStage();
    const box = document.querySelector(".st-key-chart [data-testid='stElementContainer']");
    if (!mark) { place = ""; return; }
    if (mark.dataset.place !== place) {
      place = mark.dataset.place;
      document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
    }
    if (!box) return;
    const main = document.querySelector('[data-testid="stMain"]');
    const top = box.getBoundingClientRect().top + main.scrollTop;
    const wide = (innerWidth - 96) / box.offsetWidth;
    const high = (innerHeight - top - 64) / (box.offsetHeight - 100);  // notes and sources may lie below
    box.style.setProperty("--stage", (wide < 1 ? 1 : Math.min(wide, high < 0.9 ? wide : high, 2.5)).toFixed(3));
    box.style.setProperty("--stage-height", `${box.offsetHeight}px`);
  };
  setInterval(stage, 150);
})();
