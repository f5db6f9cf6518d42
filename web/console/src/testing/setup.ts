import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";
import { showLanguage, startI18n } from "@/i18n";

startI18n("zh-CN");
// Asking for the visibility of every element costs seconds under jsdom.
configure({ defaultHidden: true, asyncUtilTimeout: 5_000 });

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
vi.stubGlobal("ResizeObserver", Observer);
vi.stubGlobal("matchMedia", (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  addListener: () => undefined,
  removeListener: () => undefined,
}));
const realStyle = window.getComputedStyle.bind(window);
window.getComputedStyle = (element) => realStyle(element);

beforeEach(async () => {
  localStorage.clear();
  await showLanguage("zh-CN");
});
afterEach(cleanup);
