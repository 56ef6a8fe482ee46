import { isTrigger, settingsOf } from "../../../infra/functions/function-settings.ts";
import { logSignals } from "../../../infra/observability/log-signals.ts";
import type { Check } from "./inspection.ts";
import { componentName, type Inputs } from "./stack-view.ts";

/** Every function, the API and every signal has its alarm, which tells somebody. */
export const alarms: Check = (stack, that) => {
  const topic = stack.one("sns/topic:Topic");
  const made = stack.of("metricAlarm:MetricAlarm");
  const has = (metric: string, dimension?: string): boolean =>
    made.some(
      ({ inputs }) =>
        inputs.metricName === metric &&
        (dimension === undefined || Object.values(inputs.dimensions ?? {}).includes(dimension)),
    );
  for (const { name, inputs } of made) {
    that(inputs.alarmActions.join() === topic.id, `${name} tells ${inputs.alarmActions}`);
    that(inputs.alarmDescription.length > 0, `${name} does not say what it means`);
  }
  for (const name of stack.functions) {
    const { id } = stack.one("lambda/function:Function", `${componentName(name)}Function`);
    that(has("Errors", id), `no alarm for errors of ${name}`);
    const { kind } = settingsOf(name);
    that(has(kind === "job" ? "Invocations" : "Throttles", id), `no alarm for ${name} being kept from running`);
    const errors = made.find(({ name: alarm }) => alarm === `${componentName(name)}ErrorsAlarm`);
    that(
      isTrigger(kind) === (errors?.inputs.threshold ?? 0) > 1,
      `the alarm of ${name} goes off at ${errors?.inputs.threshold}`,
    );
  }
  that(has("5xx"), "no alarm for the API");
  for (const { name } of logSignals) {
    that(has(name), `no alarm for ${name}`);
    const filter = stack.of("logMetricFilter:LogMetricFilter").find(({ inputs }) => inputs.name === name);
    that(filter?.inputs.metricTransformation.name === name, `nothing counts ${name}`);
  }
  const { email } = stack.settings.alarms;
  that(
    stack.of("topicSubscription:TopicSubscription").length === (email === undefined ? 0 : 1),
    "mail is not as configured",
  );
};

/** Events go to the bus, and from there into a log that is kept. */
export const events: Check = (stack, that) => {
  const bus = stack.one("eventBus:EventBus");
  const rule = stack.one("eventRule:EventRule");
  that(rule.inputs.eventBusName === bus.inputs.name, `the rule listens on ${rule.inputs.eventBusName}`);
  that(rule.inputs.eventPattern === '{"source":["latchkey"]}', `the rule takes ${rule.inputs.eventPattern}`);
  const group = stack.one("logGroup:LogGroup", "EventLog");
  that(group.inputs.name.startsWith("/aws/events/"), `EventBridge cannot write to ${group.inputs.name}`);
  that(group.inputs.retentionInDays === 365, `events are kept for ${group.inputs.retentionInDays} days`);
  const target = stack.one("eventTarget:EventTarget").inputs;
  that(target.arn.endsWith(group.id) && target.rule === rule.id, "events go elsewhere");
  for (const name of stack.functions) {
    const { variables } = stack.one("lambda/function:Function", `${componentName(name)}Function`).inputs.environment;
    if (!isTrigger(settingsOf(name).kind))
      that(variables.LATCHKEY_EVENT_BUS === bus.inputs.name, `${name} publishes elsewhere`);
  }
};

/** The dashboard is one that CloudWatch can read, and shows each function. */
export const dashboard: Check = (stack, that) => {
  const body: Inputs = JSON.parse(stack.one("dashboard:Dashboard").inputs.dashboardBody);
  that(body.widgets.length > 4, `${body.widgets.length} graphs`);
  for (const name of stack.functions) {
    const { id } = stack.one("lambda/function:Function", `${componentName(name)}Function`);
    that(JSON.stringify(body).includes(`"${id}"`), `the dashboard does not show ${name}`);
  }
};
