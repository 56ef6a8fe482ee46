import { cognitoService } from "@latchkey/local/cognito/service";
import { cognitoState } from "@latchkey/local/cognito/state";
import { systemClock } from "@latchkey/local/kernel/clock";
import { createFaults } from "@latchkey/local/kernel/faults";
import { createAwsServer, type RunningServer } from "@latchkey/local/kernel/server";
import type { AwsService, Input } from "@latchkey/local/kernel/service";
import { serviceErrors } from "@latchkey/local/kernel/service-errors";
import { openStore } from "@latchkey/local/kernel/store";
import type { LambdaInvoker } from "@latchkey/local/lambda/invoker";
import { cognitoModel, secretsManagerModel } from "@latchkey/local/model/models";
import { type Violation, validInput, violations } from "@latchkey/local/model/violations";
import { secretsService } from "@latchkey/local/secrets/service";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedSigningKeys } from "../support/signing-keys.ts";

const store = await openStore();
const region = "eu-west-1";
const accountId = "000000000000";
const lambda: LambdaInvoker = { invoke: () => Promise.reject(new Error("This test has no functions")) };
const services: readonly AwsService[] = [
  cognitoService({
    state: cognitoState(store),
    clock: systemClock,
    region,
    accountId,
    origin: () => "http://localhost",
    lambda,
    options: { quotas: false, maxClients: 1000, secretPropagationMs: 0, signingKeys: sharedSigningKeys },
  }),
  secretsService({ store, clock: systemClock, region, accountId, lambda, onRotationFailure: () => undefined }),
];
interface Served {
  readonly service: AwsService;
  readonly operation: string;
}

const served: readonly Served[] = services.flatMap((service) =>
  service.operations.map((operation) => ({ service, operation })),
);

const defects: unknown[] = [];
let server: RunningServer;
let refused = 0;

beforeAll(async () => {
  const faults = createFaults();
  server = await createAwsServer({ services, store, faults, clock: systemClock, onError: report }).listen(0);
});
afterAll(async () => {
  await server.close();
  console.log(`model: ${refused} constraints of ${served.length} operations refused`);
});

const report = (defect: unknown): void => void defects.push(defect);

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

async function call({ service, operation }: Served, input: Input): Promise<Answer> {
  const response = await fetch(`http://localhost:${server.port}/`, {
    method: "POST",
    headers: { "x-amz-target": `${service.targetPrefix}.${operation}` },
    body: JSON.stringify(input),
  });
  const { ["__type"]: type = "", message = "" } = (await response.json()) as Record<string, string>;
  return { status: response.status, type, message };
}

/** Whether the model refused it, or a defect showed; what the operation itself says of such a bare input does not matter here. */
const isRefusedByModel = ({ status, type, message }: Answer): boolean =>
  status === 500 || type === "SerializationException" || /validation errors? detected/.test(message);

function isRefusedRightly(service: AwsService, { member, kind, sensitive }: Violation, answer: Answer): boolean {
  const type = kind === "type" ? "SerializationException" : serviceErrors[service.name].validation;
  const names = answer.message.includes(`at '${member}'`);
  return answer.status === 400 && answer.type === type && names && !(sensitive && answer.message.includes("Value '"));
}

/** Custom domains have dots, which the published pattern refuses: Cognito's operations tell both kinds of domain apart themselves. */
const OWN_SHAPES = ["DomainType"];

test.each([
  [services[0]!, cognitoModel],
  [services[1]!, secretsManagerModel],
])("$name checks the published model", ({ model }, published) => {
  expect(model!.operations).toBe(published.operations);
  const { shapes } = published;
  const changed = Object.keys(shapes).filter((name) => model!.shapes[name] !== shapes[name]);
  expect(changed.filter((name) => !OWN_SHAPES.includes(name))).toEqual([]);
});

test.each(served)("$operation refuses whatever breaks its model, and accepts what does not", async (operation) => {
  const model = operation.service.model!;
  const wrong: unknown[] = [];
  const bases = new Map<string, Input>();
  const keep = (base: Input): unknown => bases.set(JSON.stringify(base), base);
  keep(validInput(model, operation.operation));
  for (const violation of violations(model, operation.operation)) {
    keep(violation.base);
    const answer = await call(operation, violation.input);
    refused += 1;
    if (!isRefusedRightly(operation.service, violation, answer)) wrong.push({ violation, answer });
  }
  for (const base of bases.values()) {
    const answer = await call(operation, base);
    if (isRefusedByModel(answer)) wrong.push({ base, answer });
  }
  expect(wrong).toEqual([]);
  expect(defects).toEqual([]);
});
