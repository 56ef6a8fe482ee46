/**
 * Takes the place of the SDK's credential provider chain in every bundle (see tools/bundle/lean-credentials.ts). Each client is given the function's
 * own credentials explicitly, so that this is never called: no file, SSO, STS or instance metadata is ever looked up.
 */
export function defaultProvider(): () => Promise<never> {
  return () => Promise.reject(new Error("Every AWS client is given its credentials explicitly."));
}
