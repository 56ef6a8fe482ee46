/// <reference path="../../.sst/platform/config.d.ts" />
import { isTrigger, settingsOf } from "../functions/function-settings.ts";
import { type Lambda, logicalName } from "../functions/lambda.ts";
import { type LogSignal, logSignals } from "./log-signals.ts";

export interface AlarmContext {
  readonly deployment: string;
  readonly topic: aws.sns.Topic;
  readonly lambdas: readonly Lambda[];
  readonly apiId: $util.Input<string>;
  readonly eventLog: aws.cloudwatch.LogGroup;
}

interface AlarmArgs {
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions?: Readonly<Record<string, $util.Input<string>>>;
  /** Five-minute periods that have to be bad, one after the other. */
  readonly periods: number;
  /** As many in one period are too many. */
  readonly threshold?: number;
}

const FIVE_MINUTES = 300;

/** A refused sign-up is an error of its trigger: one in itself means nothing. */
const TRIGGER_ERRORS = 25;

/** Everything that somebody should look at; each alarm tells the topic when it goes off and when it is over. */
export function alarms(context: AlarmContext): void {
  for (const { name, component } of context.lambdas) lambdaAlarms(context, name, component.name);
  alarm(context, "ApiErrors", {
    description: "The API answered with a status of 500 or more.",
    namespace: "AWS/ApiGateway",
    metric: "5xx",
    dimensions: { ApiId: context.apiId },
    periods: 1,
  });
  for (const signal of logSignals) signalAlarm(context, signal);
}

function lambdaAlarms(context: AlarmContext, name: string, functionName: $util.Output<string>): void {
  const { kind } = settingsOf(name);
  const aws = { namespace: "AWS/Lambda", dimensions: { FunctionName: functionName }, periods: 1 };
  alarm(context, `${logicalName(name)}Errors`, {
    ...aws,
    description: `The function ${name} failed.`,
    metric: "Errors",
    ...(isTrigger(kind) && { threshold: TRIGGER_ERRORS }),
  });
  // The schedule goes on while a pass is running, and the second one is turned away: that is how there is one at a time.
  if (kind !== "job")
    alarm(context, `${logicalName(name)}Throttles`, {
      ...aws,
      description: `Lambda turned calls of the function ${name} away: the account's concurrency is used up.`,
      metric: "Throttles",
    });
  else stoppedAlarm(context, name, functionName);
}

/** A schedule that stopped makes no error: nothing at all happens. */
function stoppedAlarm({ deployment, topic }: AlarmContext, name: string, functionName: $util.Output<string>): void {
  new aws.cloudwatch.MetricAlarm(`${logicalName(name)}Stopped`, {
    name: `latchkey-${deployment}-${name}-stopped`,
    alarmDescription: `The function ${name} has not run for 15 minutes.`,
    namespace: "AWS/Lambda",
    metricName: "Invocations",
    dimensions: { FunctionName: functionName },
    statistic: "Sum",
    period: FIVE_MINUTES,
    evaluationPeriods: 3,
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    treatMissingData: "breaching",
    alarmActions: [topic.arn],
    okActions: [topic.arn],
  });
}

function signalAlarm(context: AlarmContext, { name, description, pattern, source, periods }: LogSignal): void {
  const namespace = `Latchkey/${context.deployment}`;
  const found = context.lambdas.find((lambda) => lambda.name === source);
  const group = found?.component.nodes.logGroup;
  const logGroupName =
    source === "events" ? context.eventLog.name : $util.output(group).apply((made) => made?.name ?? $util.output(""));
  new aws.cloudwatch.LogMetricFilter(`${name}Filter`, {
    name,
    logGroupName,
    pattern,
    metricTransformation: { name, namespace, value: "1" },
  });
  alarm(context, name, { description, namespace, metric: name, periods });
}

function alarm({ deployment, topic }: AlarmContext, name: string, args: AlarmArgs): void {
  const { description, namespace, metric, dimensions, periods, threshold = 1 } = args;
  new aws.cloudwatch.MetricAlarm(`${name}Alarm`, {
    name: `latchkey-${deployment}-${name}`,
    alarmDescription: description,
    namespace,
    metricName: metric,
    ...(dimensions && { dimensions }),
    statistic: "Sum",
    period: FIVE_MINUTES,
    evaluationPeriods: periods,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold,
    treatMissingData: "notBreaching",
    alarmActions: [topic.arn],
    okActions: [topic.arn],
  });
}
