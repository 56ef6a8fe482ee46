/** DynamoDB on disk as a process of its own, so that a test can kill it: `node --import tsx dynamodb-crash-server.ts <dir>`. */
import { dynamodbService } from "@latchkey/local/dynamodb/service";
import { systemClock } from "@latchkey/local/kernel/clock";
import { createFaults } from "@latchkey/local/kernel/faults";
import { createAwsServer } from "@latchkey/local/kernel/server";
import { openStore } from "@latchkey/local/kernel/store";

const [, , dir = ""] = process.argv;
const service = await dynamodbService({ dir, clock: systemClock });
const store = await openStore();
const server = createAwsServer({
  services: [service],
  faults: createFaults(),
  store,
  clock: systemClock,
  onError: (error) => console.error(error),
});
const { port } = await server.listen(0);
console.log(port);
