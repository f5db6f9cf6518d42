import { pairsOf } from "../core/text";
import type { Json, Platform } from "../core/types";
import { browserDevice } from "./device";

/** Above this browsers refuse a request that outlives its page. */
const MAX_KEEPALIVE = 60 * 1024;

let referrer = document.referrer;

/** In a page with its own history the referrer of the next view is the address before. */
export function setReferrer(url: string): void {
  referrer = url;
}

/** A page in a browser. Bodies go as plain text, which needs no preflight from another origin. */
export function browserPlatform(cookieDomain?: string): Platform {
  return {
    library: "marketloop-web",
    device: browserDevice(cookieDomain),
    async post(url, body) {
      const keepalive = body.length < MAX_KEEPALIVE / 3;
      const answer = await fetch(url, { method: "POST", body, keepalive, credentials: "omit" });
      return answer.status;
    },
    beacon: (url, body) => navigator.sendBeacon?.(url, body) ?? false,
    context: () => ({
      page: pageNow(),
      userAgent: navigator.userAgent,
      locale: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      screen: { width: screen.width, height: screen.height, density: devicePixelRatio },
    }),
    arrival: () => pairsOf(location.search),
  };
}

function pageNow(): Json {
  return {
    url: location.href.split("#")[0],
    path: location.pathname,
    search: location.search,
    title: document.title,
    referrer,
  };
}
