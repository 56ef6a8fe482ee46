import type { Artifact } from "@latchkey/core/payload";

/** A text with one value changed. */
export interface Mutant {
  /** Where the value is: a JSON pointer (RFC 6901) into what the text means, for example `/production/omniauth/enabled`. */
  readonly pointer: string;
  readonly change: Change;
  readonly text: string;
}

/** A character appended or a number raised; a boolean inverted; a key or an element of a list gone. */
export type Change = "changed" | "flipped" | "dropped";

/** How to find the values of a text and to change one of them: `yaml()`, `json()`, `env()`, `ruby()` in `formats/`. */
export interface MutableFormat {
  /** One mutant for each change of each value. Throws for a text that is not of this format. */
  mutants(text: string): readonly Mutant[];
}

/** Artifacts that are used together, and how to tell whether the product works with them. */
export interface MutationPlan {
  /** Distinguishes the plans of a proof: `openid_connect omnibus`. */
  readonly title: string;
  readonly artifacts: readonly Artifact[];
  /** By artifact name; every artifact of the plan needs one. */
  readonly formats: Readonly<Record<string, MutableFormat>>;
  /**
   * Signs in, and whatever else the artifacts are for, through the product's code. Throws when the product would not work with them.
   * Is called with the artifacts as they are, and then with one value of one of them changed at a time.
   */
  check(artifacts: readonly Artifact[]): Promise<void>;
}
