import { textOr } from "@/i18n";
import type { Tone } from "@/ui";
import type { Job } from "./api";

const TONES: Record<Job["state"], Tone> = {
  queued: "neutral",
  running: "brand",
  done: "ok",
  failed: "bad",
  cancelled: "neutral",
};

export const toneOfJob = (job: Job): Tone => TONES[job.state];
export const nameOfJob = (job: Job): string => textOr(`jobs.name.${job.name}`, job.name);
export const isLive = (job: Job): boolean => job.state === "queued" || job.state === "running";
