import type { FunctionName } from "../../../../tools/build.ts";
import type { CognitoState } from "../cognito/state.ts";

/**
 * Names the functions of a stack as triggers of its pool, at each start: what the cloud's `UpdateUserPool` does, which would set back
 * what it is not given. Without effect on a pool that is not there.
 */
export function attachTriggers(state: CognitoState, poolId: string, arnOf: (name: FunctionName) => string): void {
  const pool = state.pools.get(poolId);
  if (pool === undefined) return;
  const preTokenGeneration = arnOf("pre-token-generation");
  const LambdaConfig = {
    ...pool.settings.LambdaConfig,
    PreSignUp: arnOf("pre-sign-up"),
    PostConfirmation: arnOf("post-confirmation"),
    PreTokenGeneration: preTokenGeneration,
    PreTokenGenerationConfig: { LambdaVersion: "V2_0" as const, LambdaArn: preTokenGeneration },
  };
  state.pools.put(poolId, { ...pool, settings: { ...pool.settings, LambdaConfig } });
}
