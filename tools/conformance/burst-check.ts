import { DeleteUserPoolClientCommand, ListUserPoolClientsCommand } from "@aws-sdk/client-cognito-identity-provider";
import { type Check, expectThat } from "./check.ts";

const BURST = 10;

/** Asked for by `--burst`: it takes the pool's whole quota of creations for a second. */
export const burstCheck: Check = {
  says: "a throttled CreateUserPoolClient never has an effect",
  async run(world) {
    const ClientName = `${world.prefix}-burst`;
    const made = await Promise.allSettled(Array.from({ length: BURST }, () => world.clientOnce({ ClientName })));
    const known = made.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    const listed: string[] = [];
    let NextToken: string | undefined;
    do {
      const command = new ListUserPoolClientsCommand({ UserPoolId: world.poolId, MaxResults: 60, NextToken });
      const page = await world.cognito.send(command);
      for (const found of page.UserPoolClients ?? [])
        if (found.ClientName === ClientName) listed.push(found.ClientId ?? "");
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    const strangers = listed.filter((id) => !known.includes(id));
    for (const ClientId of strangers) {
      const command = new DeleteUserPoolClientCommand({ UserPoolId: world.poolId, ClientId });
      world.later(`app client ${ClientId}`, () => world.cognito.send(command));
    }
    expectThat(
      strangers.length === 0,
      `${known.length} of ${BURST} succeeded, and these were made as well: ${strangers.join(", ")}`,
    );
  },
};
