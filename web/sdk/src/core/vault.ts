import type { Keep } from "./types";

/** Keeps texts in memory until the visitor has agreed, on the device from then on. */
export class Vault {
  private memory = new Map<string, string>();
  private lasting = false;

  constructor(private readonly device: Keep) {}

  get(key: string): string | null {
    const kept = this.lasting ? this.device.get(key) : null;
    return kept ?? this.memory.get(key) ?? null;
  }

  set(key: string, value: string): void {
    this.memory.set(key, value);
    if (this.lasting) this.device.set(key, value);
  }

  remove(key: string): void {
    this.memory.delete(key);
    if (this.lasting) this.device.remove(key);
  }

  keys(): string[] {
    return this.lasting ? this.device.keys() : [];
  }

  /** From now on things last; what the device knew from before wins over what was made in memory. */
  last(): void {
    this.lasting = true;
    this.memory.forEach((value, key) => {
      if (this.device.get(key) === null) this.device.set(key, value);
    });
  }

  /** Nothing is left, neither here nor on the device. */
  wipe(): void {
    this.lasting = false;
    this.memory.clear();
    for (const key of this.device.keys()) this.device.remove(key);
  }
}
