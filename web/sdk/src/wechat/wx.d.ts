/** The part of the mini-program platform that is used here, as its documentation describes it. */

type Query = Record<string, string | undefined>;

interface EnterOptions {
  path?: string;
  query?: Query;
  scene?: number;
  referrerInfo?: { appId?: string; extraData?: unknown };
}

interface RequestOptions {
  url: string;
  method: "POST";
  data: string;
  header: Record<string, string>;
  timeout: number;
  success(result: { statusCode: number }): void;
  fail(error: { errMsg: string }): void;
}

interface Wx {
  request(options: RequestOptions): unknown;
  getStorageSync(key: string): unknown;
  setStorageSync(key: string, data: unknown): void;
  removeStorageSync(key: string): void;
  getStorageInfoSync(): { keys: string[] };
  getEnterOptionsSync?(): EnterOptions;
  getLaunchOptionsSync(): EnterOptions;
  onAppShow(listener: (options: EnterOptions) => void): void;
  onAppHide(listener: () => void): void;
  onNetworkStatusChange(listener: (state: { isConnected: boolean }) => void): void;
  getDeviceInfo?(): { brand?: string; model?: string; system?: string; platform?: string };
  getAppBaseInfo?(): { language?: string; version?: string; SDKVersion?: string };
  getWindowInfo?(): { screenWidth?: number; screenHeight?: number; pixelRatio?: number };
  getSystemInfoSync?(): Record<string, unknown>;
  getAccountInfoSync?(): { miniProgram: { appId: string; version?: string; envVersion?: string } };
}

interface PageInstance {
  route?: string;
  options?: Query;
}

type Lifecycle = (this: PageInstance, ...words: unknown[]) => unknown;
type PageOptions = Record<string, unknown> & { onShow?: Lifecycle; onLoad?: Lifecycle };
type ComponentOptions = Record<string, unknown> & { methods?: PageOptions };

declare const wx: Wx;
declare let Page: (options: PageOptions) => void;
declare let Component: (options: ComponentOptions) => unknown;
declare function getCurrentPages(): PageInstance[];
