import type { Services } from "@latchkey/core/services";
import type { AwsOptions } from "@latchkey/local/stack/start-aws";
import type { World } from "../../support/invariants.ts";
import type { Stage } from "./stage.ts";

/** One change of an integration, with what came before it. */
export interface Scenario {
  readonly name: string;
  readonly options?: Partial<AwsOptions>;
  /** Whether it replaces a secret: it is then also tried while Cognito takes its time with secrets. */
  readonly rotates?: true;
  prepare(stage: Stage): Promise<Trial>;
}

/** A change that is about to be made. */
export interface Trial {
  /** The change itself. Answers whether nothing of it is left to be done. */
  run(services: Services): Promise<boolean>;
  /** What its caller sends again, not knowing how it ended: at last it has to answer that all is done. */
  readonly replay?: ((services: Services) => Promise<boolean>) | undefined;
  /** What the same caller does next, at once, when all was done. */
  next?(services: Services): Promise<unknown>;
  /** What is wrong with the end, in words, besides the invariants. `completed`: `next` was done too. */
  wrong(world: World, completed: boolean): readonly string[] | Promise<readonly string[]>;
  /** Violations that are somebody else's doing. */
  readonly tolerated?: RegExp;
}
