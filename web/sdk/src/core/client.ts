import { isObject, merged } from "./campaign";
import { Queue } from "./queue";
import { newId, parsed } from "./text";
import type { CallOptions, Consent, Json, Message, Options, Platform } from "./types";
import { Vault } from "./vault";
import { Visitor } from "./visitor";

const DECISION = "consent";
const MINUTE_MS = 60_000;
/** While the visitor has not decided, this many events are held. */
const MAX_HELD = 100;

interface Decision {
  status: Consent;
  /** Consent by channel, e.g. `{ email: true }`. */
  preferences?: Record<string, boolean>;
}

/** One source on one page: makes messages, obeys the visitor's consent, hands them to the queue. */
export class Client {
  private readonly vault: Vault;
  private readonly visitor: Visitor;
  private readonly queue: Queue;
  private decision: Decision;
  private held: Message[] = [];

  constructor(
    private readonly platform: Platform,
    writeKey: string,
    private readonly options: Options,
  ) {
    this.vault = new Vault(platform.device);
    this.visitor = new Visitor(this.vault, (options.sessionMinutes ?? 30) * MINUTE_MS);
    const url = `${(options.host ?? "").replace(/\/+$/, "")}/v1/batch`;
    this.queue = new Queue(platform, this.vault, url, writeKey, options.flushAfter ?? 500);
    this.decision = parsed<Decision>(platform.device.get(DECISION)) ?? {
      status: options.consent ?? "granted",
    };
    if (this.decision.status === "granted") this.begin();
  }

  identify(user: unknown, traits?: unknown, extras?: CallOptions): void {
    const given = isObject(user) ? user : traits;
    const id = isObject(user) ? undefined : idOf(user);
    if (id && this.active()) this.visitor.setUser(id);
    this.take(
      "identify",
      { traits: isObject(given) ? given : {} },
      isObject(user) ? (traits as CallOptions) : extras,
    );
  }

  track(event: string, properties?: Json, extras?: CallOptions): void {
    if (event) this.take("track", { event: String(event), properties: properties ?? {} }, extras);
  }

  /** `page(name?, properties?)` or `page(category, name, properties?)`; the same for screens. */
  view(type: "page" | "screen", words: unknown[]): void {
    const texts = words.filter((one) => typeof one === "string").slice(0, 2) as string[];
    const [properties, extras] = words.filter(isObject);
    const context = this.platform.context();
    this.take(
      type,
      {
        name: texts[texts.length - 1],
        category: texts.length > 1 ? texts[0] : undefined,
        properties: { ...(context.page as Json | undefined), ...properties },
      },
      extras,
      context,
    );
  }

  group(group: unknown, traits?: Json, extras?: CallOptions): void {
    const groupId = idOf(group) ?? this.visitor.groupId();
    if (!groupId) return;
    if (this.active()) this.visitor.setGroup(groupId);
    this.take("group", { groupId, traits: traits ?? {} }, extras);
  }

  alias(user: unknown, previous?: unknown, extras?: CallOptions): void {
    const userId = idOf(user);
    if (!userId) return;
    const previousId = idOf(previous) ?? this.visitor.anonymousId();
    if (this.active()) this.visitor.renameUser(userId);
    this.take("alias", { userId, previousId }, extras);
  }

  /** Forget who is here (sign-out): the next event belongs to somebody new. What waits is still sent. */
  reset(): void {
    this.visitor.forget();
  }

  /** The visitor's decision; `preferences` by channel, e.g. `{ email: true }`. */
  consent(status: "granted" | "denied", preferences?: Record<string, boolean>): void {
    if (status !== "granted" && status !== "denied") return;
    const before = this.decision.status;
    this.decision = { status, preferences: preferences ?? this.decision.preferences };
    if (status === "granted") {
      if (before !== "granted") this.begin();
      this.vault.set(DECISION, JSON.stringify(this.decision));
      this.release();
    } else {
      this.held = [];
      this.queue.clear();
      this.vault.wipe();
      // Where silence counts as a yes, the no itself must be remembered; elsewhere nothing is.
      if ((this.options.consent ?? "granted") === "granted" && !this.options.cookieless) {
        this.platform.device.set(DECISION, JSON.stringify({ status }));
      }
    }
  }

  flush(): Promise<void> {
    return this.queue.flush();
  }

  /** Ids as they stand. */
  user(): { anonymousId?: string; userId?: string; consent: Consent } {
    const known = this.active()
      ? { anonymousId: this.visitor.anonymousId(), userId: this.visitor.userId() }
      : {};
    return { ...known, consent: this.decision.status };
  }

  online(): void {
    if (this.decision.status === "granted") this.queue.hurry();
  }

  leave(): void {
    if (this.decision.status === "granted") this.queue.leave();
  }

  comeBack(): void {
    if (this.decision.status === "granted") this.queue.comeBack();
  }

  private active(): boolean {
    return this.decision.status !== "denied";
  }

  /** The visitor agreed: from now on things last and travel. */
  private begin(): void {
    if (!this.options.cookieless) this.vault.last();
    this.queue.adopt();
  }

  /** What was held goes out, under the id by which this device was known already, if it was. */
  private release(): void {
    const anonymousId = this.visitor.anonymousId();
    for (const message of this.held) {
      this.queue.push({ ...message, anonymousId, context: { ...message.context, consent: this.said() } });
    }
    this.held = [];
  }

  private take(type: string, body: Json, extras: CallOptions = {}, context = this.platform.context()): void {
    if (!this.active()) return;
    const now = Date.now();
    const { id, campaign, clickIds } = this.visitor.session(now, this.platform.arrival());
    const known = { ...context, sessionId: id, campaign, clickIds, consent: this.said() };
    const message: Message = {
      type,
      messageId: extras.messageId ?? newId(),
      timestamp: new Date(extras.timestamp ?? now).toISOString(),
      anonymousId: this.visitor.anonymousId(),
      userId: this.visitor.userId(),
      ...body,
      context: merged({ ...known, library: { name: this.platform.library, version: "1" } }, extras.context),
    };
    if (this.decision.status === "pending") {
      if (this.held.length < MAX_HELD) this.held.push(message);
    } else if (!this.queue.push(message)) throw new Error(`${type}: more than 32 kB`);
  }

  private said(): Json {
    return { status: "granted", categoryPreferences: this.decision.preferences };
  }
}

function idOf(value: unknown): string | undefined {
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  return text || undefined;
}
