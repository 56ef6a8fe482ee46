import type { Log } from "@latchkey/core/ports/log";
import { type OnFailure, RefusedError, undecided } from "@latchkey/core/usecases/sign-up/sign-up-services";

/** What answers an event of Cognito; throws `RefusedError` with a sentence for the person. */
export type Trigger = (event: unknown) => Promise<unknown>;

/**
 * Runs a trigger so that a person never reads anything but a sentence for them: what else it throws is logged, and follows the
 * setting, refused or the event as it came.
 */
export const answering =
  ({ log, onFailure }: { readonly log: Log; readonly onFailure: OnFailure }, trigger: Trigger): Trigger =>
  async (event) => {
    try {
      return await trigger(event);
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      log.error("the trigger failed", {}, error);
      undecided(onFailure);
      return event;
    }
  };
