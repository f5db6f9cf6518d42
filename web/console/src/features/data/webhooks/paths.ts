export interface Found {
  path: string;
  /** What stands there, shortened. */
  shown: string;
  list: boolean;
}

const MAX = 300;

const stepOf = (key: string) => (/^[^.[\]"\s]+$/.test(key) ? `.${key}` : `["${key}"]`);

/** The paths that a sample offers: all its leaves and lists; below a list, those of its first element. */
export function pathsIn(payload: string): Found[] {
  const found: Found[] = [];
  const walk = (value: unknown, path: string) => {
    if (found.length >= MAX) return;
    const at = path.replace(/^\./, "") || "$";
    if (Array.isArray(value)) {
      found.push({ path: at, shown: `[${value.length}]`, list: true });
      if (value.length > 0) walk(value[0], `${path}[0]`);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path + stepOf(key));
    } else found.push({ path: at, shown: String(value).slice(0, 40), list: false });
  };
  try {
    walk(JSON.parse(payload), "");
  } catch {
    return [];
  }
  return found;
}

/** For an event that a list explodes into: what stands in its elements, as `@` paths, before the rest. */
export function pathsWithin(all: Found[], each: string): Found[] {
  if (!each) return all;
  const head = `${each}[0]`;
  const inside = all
    .filter((one) => one.path.startsWith(head))
    .map((one) => ({ ...one, path: `@${one.path.slice(head.length)}` }));
  return [...inside, ...all.filter((one) => !one.path.startsWith(head))];
}
