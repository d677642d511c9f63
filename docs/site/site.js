// Draws the figures of notebooks, names the parts of the page for screen readers, and lets the keyboard scroll what is
// wider than the page.
document.addEventListener("DOMContentLoaded", () => {
  for (const data of document.querySelectorAll("script[data-figure]")) {
    const figure = JSON.parse(data.textContent);
    const place = document.getElementById(data.dataset.figure);
    Plotly.newPlot(place, figure.data, figure.layout, { ...figure.config, responsive: false });
  }
  for (const caption of document.querySelectorAll(".caption[role=heading]")) caption.ariaLevel = "2";
  document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "Pages");
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
  for (const part of document.querySelectorAll(".highlight pre, .table-wrapper, .cell_output .output")) {
    part.tabIndex = 0;
    if (!part.hasAttribute("role")) {
      part.setAttribute("role", "group");
      part.setAttribute("aria-label", part.tagName === "PRE" ? "Code" : "Table or output");
    }
  }
});
