import {
  BarChart3,
  Database,
  Handshake,
  Headset,
  House,
  type LucideIcon,
  Megaphone,
  MessagesSquare,
  ShieldCheck,
  Store,
  Target,
  Users,
} from "lucide-react";
import type { ComponentType } from "react";

/** The groups of the left navigation, in order. A group shows when a page in it does. */
export const GROUPS = [
  { key: "home", icon: House },
  { key: "customers", icon: Users },
  { key: "segments", icon: Target },
  { key: "marketing", icon: Megaphone },
  { key: "private", icon: MessagesSquare },
  { key: "shop", icon: Store },
  { key: "sales", icon: Handshake },
  { key: "service", icon: Headset },
  { key: "analytics", icon: BarChart3 },
  { key: "data", icon: Database },
  { key: "governance", icon: ShieldCheck },
] as const satisfies readonly { key: string; icon: LucideIcon }[];

export type GroupKey = (typeof GROUPS)[number]["key"];

export interface PageEntry {
  /** Below `/app/`, e.g. `governance/users` or `customers/:id`. */
  path: string;
  /** Text key of the page's name (navigation, breadcrumb, browser tab). */
  label: string;
  group: GroupKey;
  /** Loaded when first opened. */
  load: () => Promise<{ default: ComponentType }>;
  /** Right that the page needs; without it the page is neither shown nor opened. */
  permission?: string;
  /** Place in its group's navigation; without it the page is reached by links only. */
  order?: number;
  /** Path of the list that this page belongs to (breadcrumb and highlight of a detail page). */
  parent?: string;
  /** The page draws its own frame to the edges (canvases). */
  bleed?: boolean;
}

export interface SearchHit {
  key: string;
  title: string;
  note?: string;
  to: string;
}

/** A source of the Ctrl K palette; asked while the person types. */
export interface SearchSource {
  key: string;
  label: string;
  permission?: string;
  find: (q: string) => Promise<SearchHit[]>;
}

/** What a feature folder's `index.ts` exports as `feature`. */
export interface Feature {
  key: string;
  pages: PageEntry[];
  search?: SearchSource[];
  /** Number beside a group (open work), e.g. `{ service: useOpenTickets }`. */
  badges?: Partial<Record<GroupKey, () => number | undefined>>;
}

const found = import.meta.glob<Feature>("./features/*/index.ts", { eager: true, import: "feature" });

/** Every folder in `features` with an `index.ts`: nothing else has to be edited to add one. */
export const features: Feature[] = Object.values(found).filter(Boolean);
export const pages: PageEntry[] = features.flatMap((feature) => feature.pages);
export const searchSources: SearchSource[] = features.flatMap((feature) => feature.search ?? []);

export interface NavGroup {
  key: GroupKey;
  icon: LucideIcon;
  entries: PageEntry[];
}

/** The navigation as a person with these rights sees it. */
export function navigationFor(all: PageEntry[], can: (permission?: string) => boolean): NavGroup[] {
  return GROUPS.map(({ key, icon }) => ({
    key,
    icon,
    entries: all
      .filter((page) => page.group === key && page.order !== undefined && can(page.permission))
      .sort((a, b) => (a.order ?? 0) - (b.order ?? 0)),
  })).filter((group) => group.entries.length > 0);
}

/** The page that a path below `/app/` opens. */
export function pageAt(all: PageEntry[], path: string): PageEntry | undefined {
  const parts = path.split("/").filter(Boolean);
  const fits = (page: PageEntry) => {
    const pattern = page.path.split("/");
    return (
      pattern.length === parts.length && pattern.every((one, at) => one.startsWith(":") || one === parts[at])
    );
  };
  const dynamic = (page: PageEntry) => page.path.split("/").filter((part) => part.startsWith(":")).length;
  return all.filter(fits).sort((a, b) => dynamic(a) - dynamic(b))[0];
}
