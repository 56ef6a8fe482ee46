/** One pass of the reconciler, as an operator runs it. Answers whether it came to its end: AWS may have refused what it needs first. */
export async function reconcilePass(awsEndpoint: string): Promise<boolean> {
  const url = `${awsEndpoint}/2015-03-31/functions/latchkey-local-reconcile/invocations`;
  const response = await fetch(url, { method: "POST", body: "{}" });
  await response.text();
  return response.ok && !response.headers.has("x-amz-function-error");
}
