import { decoded, pairsOf } from "../core/text";
import type { Json, Keep, Platform } from "../core/types";

const PREFIX = "ml.";
const TIMEOUT_MS = 10_000;

/** The options by which the mini program was entered last. */
let entered: EnterOptions = {};

export function enter(options: EnterOptions): void {
  entered = options;
}

/** A WeChat mini program. Its requests are cut off when it goes to the background; what they carried is sent again. */
export function wechatPlatform(): Platform {
  return {
    library: "marketloop-wechat",
    device,
    post: (url, body) =>
      new Promise((resolve) => {
        wx.request({
          url,
          method: "POST",
          data: body,
          header: { "content-type": "application/json" },
          timeout: TIMEOUT_MS,
          success: (result) => resolve(result.statusCode),
          fail: () => resolve(0),
        });
      }),
    context: contextNow,
    arrival: () => arrivalOf(entered),
  };
}

const device: Keep = {
  get: (key) => {
    const found = quietly(() => wx.getStorageSync(PREFIX + key));
    return typeof found === "string" && found ? found : null;
  },
  set: (key, value) => {
    quietly(() => wx.setStorageSync(PREFIX + key, value));
  },
  remove: (key) => {
    quietly(() => wx.removeStorageSync(PREFIX + key));
  },
  keys: () =>
    (quietly(() => wx.getStorageInfoSync().keys) ?? [])
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length)),
};

function quietly<Value>(run: () => Value): Value | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/**
 * The query parameters of an entry: of the path itself, of the text in a mini-program code (`scene`), and of the link
 * behind an ordinary QR code (`q`). Where none says the source, the platform's scene number does.
 */
export function arrivalOf(options: EnterOptions): Record<string, string> {
  const query: Record<string, string> = {};
  for (const key of Object.keys(options.query ?? {})) query[key] = String(options.query?.[key] ?? "");
  const found = {
    ...query,
    ...pairsOf(decoded(query.scene ?? "")),
    ...pairsOf(decoded(query.q ?? "").split("?")[1] ?? ""),
  };
  if (!found.utm_source && options.scene) {
    found.utm_source = `wechat_scene_${options.scene}`;
    found.utm_medium = found.utm_medium ?? "miniprogram";
  }
  return found;
}

function contextNow(): Json {
  const old = wx.getDeviceInfo ? undefined : quietly(() => wx.getSystemInfoSync?.());
  const [machine, app, view] = [
    quietly(() => wx.getDeviceInfo?.()) ?? old ?? {},
    quietly(() => wx.getAppBaseInfo?.()) ?? old ?? {},
    quietly(() => wx.getWindowInfo?.()) ?? old ?? {},
  ] as Json[];
  const [system, version] = String(machine?.system ?? "").split(" ");
  const account = quietly(() => wx.getAccountInfoSync?.().miniProgram);
  return {
    app: { name: account?.appId, version: account?.version, namespace: "wechat", build: app?.version },
    device: { type: "mobile", manufacturer: machine?.brand, model: machine?.model },
    os: { name: system, version },
    locale: app?.language,
    screen: { width: view?.screenWidth, height: view?.screenHeight, density: view?.pixelRatio },
    scene: entered.scene,
  };
}
