/// <reference path="../../.sst/platform/config.d.ts" />
import type { Lambda } from "../functions/lambda.ts";
import { logSignals } from "./log-signals.ts";

export interface DashboardContext {
  readonly deployment: string;
  readonly region: string;
  readonly lambdas: readonly Lambda[];
  readonly apiId: $util.Input<string>;
  readonly table: $util.Input<string>;
}

type Metric = readonly [namespace: string, metric: string, ...dimensions: string[]];

/** One page: requests, their time, functions, table, and what the alarms watch. */
export const dashboard = ({ deployment, region, lambdas, apiId, table }: DashboardContext): aws.cloudwatch.Dashboard =>
  new aws.cloudwatch.Dashboard("Dashboard", {
    dashboardName: `latchkey-${deployment}`,
    dashboardBody: $util
      .all([apiId, table, $util.all(lambdas.map(({ component }) => component.name))])
      .apply(([api, tableName, functionNames]) => {
        const perFunction = (metric: string): Metric[] =>
          functionNames.map((name): Metric => ["AWS/Lambda", metric, "FunctionName", name]);
        const graphs: readonly (readonly [string, string, readonly Metric[]])[] = [
          [
            "Requests",
            "Sum",
            [
              ["AWS/ApiGateway", "Count", "ApiId", api],
              ["AWS/ApiGateway", "4xx", "ApiId", api],
              ["AWS/ApiGateway", "5xx", "ApiId", api],
            ],
          ],
          ["Time to answer (ms, p95)", "p95", [["AWS/ApiGateway", "Latency", "ApiId", api]]],
          ["Function runs", "Sum", perFunction("Invocations")],
          ["Function errors", "Sum", perFunction("Errors")],
          ["Function time (ms, p95)", "p95", perFunction("Duration")],
          [
            "Table: consumed units",
            "Sum",
            [
              ["AWS/DynamoDB", "ConsumedReadCapacityUnits", "TableName", tableName],
              ["AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", tableName],
            ],
          ],
          ["What the alarms watch", "Sum", logSignals.map(({ name }): Metric => [`Latchkey/${deployment}`, name])],
        ];
        return JSON.stringify({
          widgets: graphs.map(([title, stat, metrics], index) => ({
            type: "metric",
            width: 12,
            height: 6,
            x: (index % 2) * 12,
            y: Math.floor(index / 2) * 6,
            properties: { title, stat, metrics, region, period: 300, view: "timeSeries" },
          })),
        });
      }),
  });
