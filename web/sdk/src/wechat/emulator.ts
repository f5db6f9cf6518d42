/**
 * A mini program's platform for tests, written after its documentation: synchronous storage ("" for a missing key, 1 MB a
 * key, 10 MB in all), requests that end with `success` for every HTTP status and are interrupted in the background, app and
 * page life cycle.
 */
import type { Message } from "../core/types";

const MAX_KEY = 1024 * 1024;
const MAX_ALL = 10 * 1024 * 1024;
const BACKGROUND_MS = 5_000;

interface Body {
  writeKey: string;
  batch: Message[];
}

export class Emulator {
  storage = new Map<string, unknown>();
  arrived: Body[] = [];
  /** Status of the collector; undefined: no network. */
  status: number | undefined = 200;
  foreground = true;
  private shows: ((options: EnterOptions) => void)[] = [];
  private hides: (() => void)[] = [];
  private networks: ((state: { isConnected: boolean }) => void)[] = [];
  private pages = new Map<string, PageOptions>();
  private components = new Map<string, ComponentOptions>();

  constructor(private readonly launch: EnterOptions) {}

  /** Put `wx`, `Page` and `Component` where the platform has them. */
  install(registering: { route: string }): void {
    Object.assign(globalThis, {
      wx: this.wx(),
      Page: (options: PageOptions) => void this.pages.set(registering.route, options),
      Component: (options: ComponentOptions) => void this.components.set(registering.route, options),
    });
  }

  messages(): Message[] {
    return this.arrived.flatMap((one) => one.batch);
  }

  /** Open a page as navigateTo does: onLoad with its query, then onShow. */
  open(route: string, query: Query = {}): PageInstance {
    const methods = this.pages.get(route) ?? this.components.get(route)?.methods ?? {};
    const page: PageInstance = Object.assign(Object.create(methods) as PageInstance, {
      route,
      options: query,
    });
    methods.onLoad?.call(page, query);
    methods.onShow?.call(page);
    return page;
  }

  hide(): void {
    for (const listener of this.hides) listener();
    this.foreground = false;
  }

  show(options: EnterOptions): void {
    this.foreground = true;
    for (const listener of this.shows) listener(options);
  }

  connect(isConnected: boolean): void {
    this.status = isConnected ? 200 : undefined;
    for (const listener of this.networks) listener({ isConnected });
  }

  private wx(): Wx {
    return {
      request: (options) => {
        setTimeout(() => this.answer(options), 20);
      },
      getStorageSync: (key) => this.storage.get(key) ?? "",
      setStorageSync: (key, data) => {
        if (!key) throw new Error("setStorageSync:fail parameter error");
        const sizes = [...this.storage]
          .filter(([one]) => one !== key)
          .map(([, value]) => String(value).length);
        const all = sizes.reduce((sum, size) => sum + size, String(data).length);
        if (String(data).length > MAX_KEY || all > MAX_ALL)
          throw new Error("setStorageSync:fail exceed limit");
        this.storage.set(key, data);
      },
      removeStorageSync: (key) => void this.storage.delete(key),
      getStorageInfoSync: () => ({ keys: [...this.storage.keys()] }),
      getEnterOptionsSync: () => this.launch,
      getLaunchOptionsSync: () => this.launch,
      onAppShow: (listener) => void this.shows.push(listener),
      onAppHide: (listener) => void this.hides.push(listener),
      onNetworkStatusChange: (listener) => void this.networks.push(listener),
      getDeviceInfo: () => ({ brand: "HUAWEI", model: "Mate 60", system: "Android 14", platform: "android" }),
      getAppBaseInfo: () => ({ language: "zh_CN", version: "8.0.50", SDKVersion: "3.6.0" }),
      getWindowInfo: () => ({ screenWidth: 393, screenHeight: 852, pixelRatio: 3 }),
      getAccountInfoSync: () => ({
        miniProgram: { appId: "wx1234567890abcdef", version: "1.2.3", envVersion: "release" },
      }),
    };
  }

  private answer(options: RequestOptions): void {
    if (this.status === undefined) options.fail({ errMsg: "request:fail " });
    else if (!this.foreground)
      setTimeout(() => options.fail({ errMsg: "request:fail interrupted" }), BACKGROUND_MS);
    else {
      if (this.status < 300) this.arrived.push(JSON.parse(options.data) as Body);
      options.success({ statusCode: this.status });
    }
  }
}
