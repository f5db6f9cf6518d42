import type { Keep } from "../core/types";
import { ANONYMOUS } from "../core/visitor";

const PREFIX = "ml.";
const COOKIE = "ml_aid";
const YEAR_S = 365 * 24 * 3600;

/**
 * The page's own storage. The visitor's id also stands in a first-party cookie of the widest domain allowed, so that
 * shop.example.com and www.example.com know the same visitor. Where storage is refused, nothing lasts.
 */
export function browserDevice(cookieDomain?: string): Keep {
  return {
    get(key) {
      return (
        (key === ANONYMOUS ? readCookie(COOKIE) : null) ?? quietly(() => localStorage.getItem(PREFIX + key))
      );
    },
    set(key, value) {
      quietly(() => localStorage.setItem(PREFIX + key, value));
      if (key === ANONYMOUS) writeCookie(COOKIE, value, YEAR_S, cookieDomain ?? widestDomain());
    },
    remove(key) {
      quietly(() => localStorage.removeItem(PREFIX + key));
      if (key === ANONYMOUS && readCookie(COOKIE)) {
        writeCookie(COOKIE, "", 0, cookieDomain ?? widestDomain());
        writeCookie(COOKIE, "", 0, "");
      }
    },
    keys() {
      const stored = quietly(() => Object.keys(localStorage)) ?? [];
      const own = stored.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
      return readCookie(COOKIE) && !own.includes(ANONYMOUS) ? [...own, ANONYMOUS] : own;
    },
  };
}

function quietly<Value>(run: () => Value): Value | null {
  try {
    return run();
  } catch {
    return null;
  }
}

function readCookie(name: string): string | null {
  return new RegExp(`(?:^|; )${name}=([^;]+)`).exec(quietly(() => document.cookie) ?? "")?.[1] ?? null;
}

function writeCookie(name: string, value: string, seconds: number, domain: string): void {
  const parts = [`${name}=${value}`, "path=/", `max-age=${seconds}`, "samesite=lax"];
  if (domain) parts.push(`domain=${domain}`);
  if (location.protocol === "https:") parts.push("secure");
  quietly(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API answers too late for the first event
    document.cookie = parts.join("; ");
  });
}

let widest: string | undefined;

/** The shortest parent domain that takes a cookie (browsers refuse public suffixes); "" for a bare host or an address. */
function widestDomain(): string {
  if (widest !== undefined) return widest;
  widest = "";
  const labels = location.hostname.split(".");
  if (/^[\d.]+$/.test(location.hostname)) return widest;
  for (let count = 2; count <= labels.length; count++) {
    const domain = labels.slice(-count).join(".");
    writeCookie("ml_probe", "1", 10, domain);
    const taken = readCookie("ml_probe");
    writeCookie("ml_probe", "", 0, domain);
    if (taken) {
      widest = domain;
      break;
    }
  }
  return widest;
}
