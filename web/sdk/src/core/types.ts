/** What the core asks of the place where it runs, and what travels between its parts. */

export type Json = Record<string, unknown>;

/** Small texts by key. `get` gives null for what is not there; nothing here throws. */
export interface Keep {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
}

/** A browser page or a mini program. */
export interface Platform {
  /** Name of this build in `context.library`. */
  library: string;
  /** What lasts on the device. */
  device: Keep;
  /** Send a body; the HTTP status, 0 when nothing answered. */
  post(url: string, body: string): Promise<number>;
  /** Hand a body to the system while the page goes; whether it was taken over. */
  beacon?(url: string, body: string): boolean;
  /** What is known of page, device and locale at this moment. */
  context(): Json;
  /** Query parameters that brought the visitor to where they are now. */
  arrival(): Record<string, string>;
}

export type Consent = "granted" | "pending" | "denied";

export interface Options {
  /** Where the collector is, e.g. `https://data.example.com`; by default where the script came from. */
  host?: string;
  /** What holds until the visitor decides (default granted). */
  consent?: Consent;
  /** Nothing is written to the device: ids live as long as the page. */
  cookieless?: boolean;
  /** Page or screen views by themselves (default true). */
  autoPage?: boolean;
  /** Domain of the visitor's cookie; by default the widest that the browser allows. */
  cookieDomain?: string;
  /** Minutes without an event after which a visit ends (default 30). */
  sessionMinutes?: number;
  /** Milliseconds that events wait for others to join them (default 500). */
  flushAfter?: number;
  /** Say in the browser's console what goes wrong. */
  debug?: boolean;
}

/** Extras of one call. */
export interface CallOptions {
  timestamp?: string | number | Date;
  messageId?: string;
  context?: Json;
}

/** One event on its way, as the collector reads it. */
export interface Message extends Json {
  type: string;
  messageId: string;
  timestamp: string;
  anonymousId: string;
  context: Json;
}
