import type { Value } from "./api";

type Translation = NonNullable<Value["translate"]>;

/** `1=paid; 2=refunded` as a table; what has no `=` yet stands with an empty end, so that typing is not disturbed. */
export function translationOf(words: string): Translation {
  const pairs = words.split(/[;；]/).flatMap((part) => {
    const at = part.indexOf("=");
    const key = (at < 0 ? part : part.slice(0, at)).trimStart();
    return key ? [[key, at < 0 ? null : part.slice(at + 1)] as const] : [];
  });
  return Object.fromEntries(pairs);
}

export const wordsOfTranslation = (table: Translation | undefined): string =>
  Object.entries(table ?? {})
    .map(([key, value]) => (value === null ? key : `${key}=${value}`))
    .join(";");
