import type { Feature } from "@/navigation";

export { PeopleDrawer, type Person } from "./PeopleDrawer";

/** The people behind a number: used by every page that shows one. */
export const feature: Feature = { key: "people", pages: [] };
