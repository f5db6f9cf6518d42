import { type Origin, originOf } from "./campaign";
import { newId, parsed } from "./text";
import type { Vault } from "./vault";

/** Keys in the vault; ANONYMOUS also stands in the browser's first-party cookie. */
export const ANONYMOUS = "aid";
const USER = "uid";
const GROUP = "gid";
const SESSION = "session";

interface Session extends Origin {
  id: string;
  last: number;
}

/** Who is here: ids and the visit with its origin. Read from the vault each time, since other tabs write there too. */
export class Visitor {
  constructor(
    private readonly vault: Vault,
    private readonly idleMs: number,
  ) {}

  anonymousId(): string {
    const known = this.vault.get(ANONYMOUS);
    if (known) return known;
    const made = newId();
    this.vault.set(ANONYMOUS, made);
    return made;
  }

  userId(): string | undefined {
    return this.vault.get(USER) ?? undefined;
  }

  groupId(): string | undefined {
    return this.vault.get(GROUP) ?? undefined;
  }

  /** Another person at the same device gets another anonymous id, so that the two are not taken for one. */
  setUser(id: string): void {
    const before = this.userId();
    if (before && before !== id) this.forget();
    this.vault.set(USER, id);
  }

  /** The same person under another id. */
  renameUser(id: string): void {
    this.vault.set(USER, id);
  }

  setGroup(id: string): void {
    this.vault.set(GROUP, id);
  }

  /** The visit at this instant: a new one after idleness; a new origin replaces the old. */
  session(now: number, arrival: Record<string, string>): Session {
    let current = parsed<Session>(this.vault.get(SESSION));
    if (!current?.id || now - current.last > this.idleMs) current = { id: newId(), last: now };
    const origin = originOf(arrival);
    current = origin ? { id: current.id, last: now, ...origin } : { ...current, last: now };
    this.vault.set(SESSION, JSON.stringify(current));
    return current;
  }

  forget(): void {
    for (const key of [ANONYMOUS, USER, GROUP, SESSION]) this.vault.remove(key);
  }
}
