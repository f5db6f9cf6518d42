import type { Leaf, LeafType } from "../types";
import type { Words } from "../words";
import { aggregate } from "./aggregate";
import { basket } from "./basket";
import { bought } from "./bought";
import { bucket } from "./bucket";
import { consent } from "./consent";
import { engaged } from "./engaged";
import { event } from "./event";
import { holdout } from "./holdout";
import { identifier } from "./identifier";
import type { Evidence, LeafKind } from "./kind";
import { list } from "./list";
import { near } from "./near";
import { occurrence } from "./occurrence";
import { owner } from "./owner";
import { place } from "./place";
import { reachable } from "./reachable";
import { regular } from "./regular";
import { restarted } from "./restarted";
import { sequence } from "./sequence";
import { stage } from "./stage";
import { state } from "./state";
import { stopped } from "./stopped";
import { tag } from "./tag";
import { top } from "./top";
import { trait } from "./trait";

/** All types of leaves, in the order of the menu. A new one is a file and a line here. */
const KINDS = {
  event,
  bought,
  aggregate,
  sequence,
  occurrence,
  regular,
  stopped,
  restarted,
  basket,
  state,
  trait,
  tag,
  stage,
  place,
  near,
  list,
  owner,
  engaged,
  holdout,
  reachable,
  consent,
  identifier,
  bucket,
  top,
};

// biome-ignore lint/suspicious/noExplicitAny: a leaf's own kind takes it; the tag of the union says so
type AnyKind = LeafKind<any>;
export const LEAF_KINDS: AnyKind[] = Object.values(KINDS);
export const LEAF_TYPES = Object.keys(KINDS) as LeafType[];

export const kindOf = (leaf: Leaf): AnyKind => KINDS[leaf.type];
export const missingIn = (leaf: Leaf): string | null => kindOf(leaf).missing(leaf);
export const sayLeaf = (leaf: Leaf, words: Words): string => kindOf(leaf).say(leaf, words);
export const evidenceOf = (leaf: Leaf, data: Evidence, words: Words): string =>
  kindOf(leaf).evidence(leaf, data, words);
