import type { Step } from "../../graph/model";

export interface FormProps<Kind extends Step = Step> {
  step: Kind;
  /** Typing in the same field (`tag`) is undone as one. */
  onChange: (step: Kind, tag?: string) => void;
}
