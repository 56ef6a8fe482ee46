/// <reference path="../../.sst/platform/config.d.ts" />

/**
 * Keeps every event of the service in a log group: a trail to search, and what alarms count. EventBridge writes to a log group by its own
 * policy, not by a role (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html).
 */
export function eventLog(deployment: string, bus: aws.cloudwatch.EventBus): aws.cloudwatch.LogGroup {
  const group = new aws.cloudwatch.LogGroup("EventLog", {
    // EventBridge writes only to groups of this name.
    name: `/aws/events/latchkey-${deployment}`,
    retentionInDays: 365,
  });
  const rule = new aws.cloudwatch.EventRule("AllEvents", {
    name: `latchkey-${deployment}-all`,
    eventBusName: bus.name,
    eventPattern: JSON.stringify({ source: ["latchkey"] }),
  });
  const policy = new aws.cloudwatch.LogResourcePolicy("EventLogPolicy", {
    policyName: `latchkey-${deployment}-events`,
    policyDocument: $util.all([group.arn, rule.arn]).apply(([groupArn, ruleArn]) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: ["events.amazonaws.com", "delivery.logs.amazonaws.com"] },
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: `${groupArn}:*`,
            Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
          },
        ],
      }),
    ),
  });
  new aws.cloudwatch.EventTarget(
    "EventLogTarget",
    { rule: rule.name, eventBusName: bus.name, targetId: "log", arn: group.arn },
    { dependsOn: [policy] },
  );
  return group;
}
