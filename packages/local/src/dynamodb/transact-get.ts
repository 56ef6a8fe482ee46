import db from "dynalite/db/index.js";
import type { Input } from "../kernel/service.ts";
import { consumedCapacity } from "./consumed-capacity.ts";
import type { Database } from "./database.ts";
import { checkInput, limits, perform, validationError } from "./dynalite-call.ts";
import { getOperation } from "./dynalite-operations.ts";
import { storedItem } from "./item-write.ts";
import { refuseTooManyActions, transactGetRules } from "./transaction-rules.ts";

/**
 * Reads up to 100 items as of one moment, in the order asked for; an item that does not exist is an empty response.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
 */
export async function transactGet(database: Database, input: Input): Promise<unknown> {
  refuseTooManyActions(input);
  const request = checkInput(transactGetRules, input);
  const gets = getsOf(request);
  // In the line of the writers, so that no transaction lands between two of the reads.
  return database.write(async (unit) => {
    const Responses: unknown[] = [];
    for (const data of gets) Responses.push(await perform(getOperation.action, unit.store, data));
    const capacities = gets.map((data) => ({
      table: String(data["TableName"]),
      units: 2 * db.capacityUnits(storedItem(unit, data), true, true),
    }));
    return { Responses, ...consumedCapacity(request["ReturnConsumedCapacity"], "ReadCapacityUnits", capacities) };
  });
}

function getsOf(request: db.Data): readonly db.Data[] {
  // A list of structures of known members, by the rules.
  const items = request["TransactItems"] as readonly { readonly Get?: db.Data }[];
  return items.map(({ Get }) => {
    if (Get === undefined) throw validationError("Each of TransactItems must contain a Get");
    const refusal = getOperation.rules.custom?.(Get, limits);
    if (refusal) throw validationError(refusal);
    return Get;
  });
}
