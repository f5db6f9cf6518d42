type View = (route: string, properties: { path: string; query: Query; referrer: string }) => void;

let previous = "";

/** Calls `view` each time a page is shown, for pages registered from now on with `Page` or `Component`. */
export function watchPages(view: View): void {
  const [page, component] = [Page, Component];
  Page = (options) => page(watched(options, view));
  Component = (options) => {
    const methods = options.methods;
    // Only a component that is a page has these methods called by the platform.
    const isPage = methods && (methods.onLoad || methods.onShow);
    return component(isPage ? { ...options, methods: watched(methods, view) } : options);
  };
}

function watched(options: PageOptions, view: View): PageOptions {
  const { onLoad, onShow } = options;
  const queries = new WeakMap<PageInstance, Query>();
  return {
    ...options,
    onLoad(this: PageInstance, ...words: unknown[]) {
      queries.set(this, (words[0] as Query) ?? {});
      return onLoad?.apply(this, words);
    },
    onShow(this: PageInstance, ...words: unknown[]) {
      const path = this.route ?? "";
      try {
        view(path, { path, query: queries.get(this) ?? this.options ?? {}, referrer: previous });
      } catch {
        // The page comes first.
      }
      previous = path;
      return onShow?.apply(this, words);
    },
  };
}
