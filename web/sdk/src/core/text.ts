/** Ids, sizes, and reading what may be broken. */

/** 128 random bits in hex; from the system's source where there is one. */
export function newId(): string {
  const bytes = new Uint8Array(16);
  if (typeof crypto !== "undefined" && crypto.getRandomValues) crypto.getRandomValues(bytes);
  else for (let at = 0; at < 16; at++) bytes[at] = Math.random() * 256;
  return Array.from(bytes, (one) => (one + 256).toString(16).slice(1)).join("");
}

/** Bytes of a text in UTF-8 (mini programs have no TextEncoder). */
export function sizeOf(text: string): number {
  let size = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Half of a surrogate pair: the pair takes four bytes.
    size += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
  }
  return size;
}

/** Parsed JSON, or undefined for what is none. */
export function parsed<Value>(text: string | null): Value | undefined {
  try {
    return text ? (JSON.parse(text) as Value) : undefined;
  } catch {
    return undefined;
  }
}

/** The pairs of a query string, decoded; what cannot be decoded stays as it is. */
export function pairsOf(query: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const part of query.replace(/^\?/, "").split("&")) {
    const [key, ...rest] = part.split("=");
    if (key) found[decoded(key)] = decoded(rest.join("=").replace(/\+/g, " "));
  }
  return found;
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
