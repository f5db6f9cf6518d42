import { textOr } from "@/i18n";
import type { Tone } from "@/ui";
import type { Order } from "./api";

type Stated = Pick<Order, "status" | "kind">;

const TONES: Record<string, Tone> = {
  paid: "ok",
  partly_refunded: "warn",
  refunded: "warn",
  return: "warn",
  adjustment: "neutral",
  cancelled: "neutral",
};

/** What kind of document when it is no sale, else where its money is. */
const keyOf = (order: Stated): string => (order.kind === "sale" ? order.status : order.kind);

export const toneOfOrder = (order: Stated): Tone => TONES[keyOf(order)] ?? "neutral";
export const stateOfOrder = (order: Stated): string => textOr(`shop.state.${keyOf(order)}`, order.status);
export const nameOfChannel = (channel: string): string => textOr(`shop.channel.${channel}`, channel);
