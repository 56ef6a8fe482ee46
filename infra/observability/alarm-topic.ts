/// <reference path="../../.sst/platform/config.d.ts" />

/** Where alarms go, and from there to whoever subscribes. */
export function alarmTopic(deployment: string, email: string | undefined): aws.sns.Topic {
  const topic = new aws.sns.Topic("Alarms", { name: `latchkey-${deployment}-alarms` });
  if (email !== undefined)
    new aws.sns.TopicSubscription("AlarmsByEmail", { topic: topic.arn, protocol: "email", endpoint: email });
  return topic;
}
