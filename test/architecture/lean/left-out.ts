import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { Connection } from "@latchkey/aws/connection";
import { clientSettings } from "@latchkey/aws/connection";
import { getInstanceMetadataRegion } from "@latchkey/aws/lean/get-instance-metadata-region";

const read = new GetItemCommand({ TableName: "any", Key: {} });

/** What the SDK hides from its types, and calls by itself once an operation needs it. */
interface Internals {
  readonly protocol: { serializeEventStream(input: object): Promise<unknown> };
  signer(): Promise<{ sign(signable: object, options: object): Promise<unknown> }>;
}

const internals = (client: DynamoDBClient): Internals => client.config as unknown as Internals;

/** Ways to each part that the bundles leave out, by the name that its error has to say. */
export function waysToLeftOutParts(connection: Connection): Readonly<Record<string, () => unknown>> {
  const settings = clientSettings(connection);
  const { region: _region, ...nowhere } = settings;
  const { endpoint: _endpoint, ...elsewhere } = settings;
  return {
    "event streams": () => internals(new DynamoDBClient(settings)).protocol.serializeEventStream({}),
    "the signing of events": async () =>
      (await internals(new DynamoDBClient(settings)).signer()).sign(
        { message: { headers: {}, body: new Uint8Array() }, priorSignature: "" },
        {},
      ),
    "the endpoint discovery of DynamoDB": () => new DynamoDBClient({ ...settings, endpointDiscoveryEnabled: true }),
    "the shared configuration files": () => new DynamoDBClient(nowhere).send(read),
    "the Region of the instance metadata": () => getInstanceMetadataRegion(),
    "the endpoint rules": () => new DynamoDBClient({ ...settings, useFipsEndpoint: true }).send(read),
    "the endpoints of S3": () =>
      new EventBridgeClient({ ...settings, serviceId: "S3" }).send(new PutEventsCommand({ Entries: [] })),
    "the endpoints of the shared configuration files": () =>
      new DynamoDBClient({ ...elsewhere, ignoreConfiguredEndpointUrls: false }).send(read),
    "the adaptive retry mode": () => new DynamoDBClient({ ...settings, retryMode: "adaptive" }).send(read),
    "the retries of the SDK": () => new DynamoDBClient({ ...settings, maxAttempts: 3 }).send(read),
    "the application id in the user agent": () => new DynamoDBClient({ ...settings, userAgentAppId: "any" }).send(read),
    "an extension of a client's authentication": () =>
      new DynamoDBClient({
        ...settings,
        extensions: [{ configure: (client) => client.setCredentials(settings.credentials) }],
      }),
    "an extension of a client's checksums": () =>
      new DynamoDBClient({ ...settings, extensions: [{ configure: (client) => void client.checksumAlgorithms() }] }),
    "credentials explicitly": () => {
      const { credentials: _credentials, ...anonymous } = settings;
      return new DynamoDBClient(anonymous).send(read);
    },
  };
}
