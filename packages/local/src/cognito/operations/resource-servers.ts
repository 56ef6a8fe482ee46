import type { CognitoContext } from "../context.ts";
import { invalidParameter, limitExceeded, resourceNotFound } from "../errors.ts";
import { type Operations, operation } from "../operation.ts";
import { pageOf } from "../paging.ts";
import { requirePool } from "../pools.ts";
import type { ResourceServer } from "../state.ts";

interface OfServer {
  readonly UserPoolId: string;
  readonly Identifier: string;
}

interface ServerInput extends OfServer {
  readonly Name: string;
  readonly Scopes?: ResourceServer["scopes"];
}

interface ListInput {
  readonly UserPoolId: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const MAX_SERVERS = 25;

/** Resource servers and their custom scopes. A scope that is deleted stays on clients, without effect. */
export const resourceServerOperations: Operations = {
  CreateResourceServer: operation((context, input: ServerInput) => {
    const pool = requirePool(context, input.UserPoolId);
    const existing = serversOf(context, pool.id);
    if (existing.some(({ identifier }) => identifier === input.Identifier)) {
      throw invalidParameter(`${input.Identifier} already exists in user pool ${pool.id}.`);
    }
    if (context.options.quotas && existing.length >= MAX_SERVERS) {
      throw limitExceeded(`The user pool has reached its quota of ${MAX_SERVERS} resource servers.`);
    }
    return store(context, input);
  }),
  DescribeResourceServer: operation((context, input: OfServer) => ({
    ResourceServer: described(requireServer(context, input)),
  })),
  UpdateResourceServer: operation((context, input: ServerInput) => {
    requireServer(context, input);
    return store(context, input);
  }),
  DeleteResourceServer: operation((context, input: OfServer) => {
    const server = requireServer(context, input);
    context.state.resourceServers.delete(`${server.poolId}/${server.identifier}`);
    return {};
  }),
  ListResourceServers: operation((context, { UserPoolId, MaxResults, NextToken }: ListInput) => {
    const servers = serversOf(context, requirePool(context, UserPoolId).id).map((server) => ({
      ...server,
      createdAt: 0,
    }));
    const page = pageOf(servers, ({ identifier }) => identifier, { limit: MaxResults, most: 50, token: NextToken });
    return { ResourceServers: page.items.map(described), ...(page.next !== undefined && { NextToken: page.next }) };
  }),
};

function store(context: CognitoContext, { UserPoolId, Identifier, Name, Scopes = [] }: ServerInput) {
  const names = Scopes.map(({ ScopeName }) => ScopeName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalidParameter(`The scope ${twice} is given more than once.`);
  const server: ResourceServer = { poolId: UserPoolId, identifier: Identifier, name: Name, scopes: Scopes };
  context.state.resourceServers.put(`${UserPoolId}/${Identifier}`, server);
  return { ResourceServer: described(server) };
}

function serversOf(context: CognitoContext, poolId: string): readonly ResourceServer[] {
  return [...context.state.resourceServers.values()].filter((server) => server.poolId === poolId);
}

function requireServer(context: CognitoContext, { UserPoolId, Identifier }: OfServer): ResourceServer {
  const pool = requirePool(context, UserPoolId);
  const server = context.state.resourceServers.get(`${pool.id}/${Identifier}`);
  if (server === undefined) throw resourceNotFound(`Resource server ${Identifier} does not exist.`);
  return server;
}

const described = ({ poolId, identifier, name, scopes }: ResourceServer) => ({
  UserPoolId: poolId,
  Identifier: identifier,
  Name: name,
  Scopes: scopes,
});
