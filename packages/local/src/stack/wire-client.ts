/** Calls the stand-in as any AWS client would: AWS JSON over HTTP. Signatures are accepted unchecked, so none is made. */
export interface WireClient {
  /** `target` is `<prefix>.<operation>`. Throws with AWS's error name and message. */
  call(target: string, input: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
}

export const wireClient = (endpoint: string): WireClient => ({
  async call(target, input) {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": `application/x-amz-json-${target.startsWith("DynamoDB") ? "1.0" : "1.1"}`,
        "x-amz-target": target,
      },
      body: JSON.stringify(input),
    });
    // The stand-in answers JSON objects only.
    const answer = (await response.json()) as Readonly<Record<string, unknown>>;
    if (!response.ok)
      throw new Error(`${target}: ${String(answer["__type"])}: ${String(answer["message"] ?? answer["Message"])}`);
    return answer;
  },
});
