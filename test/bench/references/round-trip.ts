import { Agent, request } from "node:https";

interface Bare {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const agent = new Agent({ keepAlive: true });
const url = new URL(process.env["AWS_ENDPOINT_URL_DYNAMODB"] ?? "");

/** Bare HTTPS requests one after another, whose answers are read as text and not looked at. */
export async function handler({ requests }: { readonly requests: readonly Bare[] }): Promise<void> {
  for (const one of requests) await roundTrip(one);
}

function roundTrip({ headers, body }: Bare): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: "POST", agent, headers }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      incoming.on("end", () => resolve(text));
    });
    outgoing.on("error", reject).end(body);
  });
}
