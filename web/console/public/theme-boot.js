// Before the first paint: the chosen theme, so that a dark page never flashes white.
(() => {
  const chosen = localStorage.getItem("marketloop.theme") || "system";
  const dark =
    chosen === "dark" || (chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
