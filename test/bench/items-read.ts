import type { Tape } from "./upstream/tape.ts";

/** Items that DynamoDB read for these answers: all that a query or scan looked at, and each that a get found. */
export const itemsRead = (tape: Tape): number =>
  [...tape].reduce(
    (sum, [name, exchanges]) =>
      sum + exchanges.reduce((all, { answer }) => all + readBy(name, JSON.parse(answer.body || "{}")), 0),
    0,
  );

/** The members of DynamoDB's answers that tell what was read. */
interface Answer {
  readonly ScannedCount?: number;
  readonly Item?: object;
  readonly Responses?: Readonly<Record<string, readonly object[]>> | readonly { readonly Item?: object }[];
}

function readBy(name: string, answer: Answer): number {
  switch (name) {
    case "Query":
    case "Scan":
      return answer.ScannedCount ?? 0;
    case "GetItem":
      return answer.Item === undefined ? 0 : 1;
    case "TransactGetItems":
    case "BatchGetItem":
      return Object.values(answer.Responses ?? {})
        .flat()
        .filter((item: { readonly Item?: object }) => name === "BatchGetItem" || item.Item !== undefined).length;
    default:
      return 0;
  }
}
