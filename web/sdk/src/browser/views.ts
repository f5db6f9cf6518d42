import { setReferrer } from "./platform";

/**
 * Calls `view` for this page and again whenever the address changes without a load (pushState, replaceState, back,
 * forward). Several changes in one turn count as one view; only another path or query is another page.
 */
export function watchViews(view: () => void): void {
  let shown = addressNow();
  let pending = false;
  view();

  const check = () => {
    pending = false;
    const now = addressNow();
    if (now === shown) return;
    setReferrer(shown);
    shown = now;
    view();
  };
  const later = () => {
    if (!pending) {
      pending = true;
      // The router writes the new title right after the address.
      setTimeout(check);
    }
  };
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = function (this: History, ...words: Parameters<History["pushState"]>) {
      original.apply(this, words);
      later();
    };
  }
  addEventListener("popstate", later);
}

function addressNow(): string {
  return location.href.split("#")[0] ?? "";
}
