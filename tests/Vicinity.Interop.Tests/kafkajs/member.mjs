// A group member that a test talks to: node member.mjs HOST:PORT GROUP TOPIC range|roundrobin at-most-once|at-least-once
//
// It says "assigned 0,1" when its partitions change, and "read PARTITION VALUE" for each record: at most once, when the group has
// its commit, or at least once, before it. The line "leave" makes it leave the group and end; it then says "left".
//
// kafkajs has one assigner, with a name that no other client knows; here it gets the names and the rules of the others.
import { createInterface } from 'node:readline';
import kafkajs from 'kafkajs';

const { Kafka, AssignerProtocol, logLevel } = kafkajs;
const [bootstrap, groupId, topic, strategy, delivery] = process.argv.slice(2);
const tellsFirst = delivery === 'at-least-once';
const say = (text) => process.stdout.write(text + '\n');

/** Which member gets which partition of the topic, for members in the order of their ids. */
const shares = {
  range: (partitions, members) => {
    const [each, extra] = [Math.floor(partitions / members), partitions % members];
    return (partition) => {
      const wide = extra * (each + 1);
      return partition < wide ? Math.floor(partition / (each + 1)) : extra + Math.floor((partition - wide) / each);
    };
  },
  roundrobin: (partitions, members) => (partition) => partition % members,
};

const assigner = ({ cluster }) => ({
  name: strategy,
  version: 0,
  protocol: ({ topics }) => ({
    name: strategy,
    metadata: AssignerProtocol.MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }),
  }),
  async assign({ members }) {
    const ids = members.map((m) => m.memberId).sort();
    await cluster.addTargetTopic(topic);
    const partitions = cluster.findTopicPartitionMetadata(topic).map((p) => p.partitionId).sort((a, b) => a - b);
    const share = shares[strategy](partitions.length, ids.length);
    return ids.map((memberId, index) => ({
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({
        version: 0,
        assignment: { [topic]: partitions.filter((p) => share(p) === index) },
        userData: Buffer.alloc(0),
      }),
    }));
  },
});

const kafka = new Kafka({ clientId: 'kafkajs', brokers: [bootstrap], logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({
  groupId,
  sessionTimeout: 10_000,
  heartbeatInterval: 300,
  rebalanceTimeout: 30_000,
  maxWaitTimeInMs: 200,
  partitionAssigners: [assigner],
});
consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => say(`assigned ${(payload.memberAssignment[topic] ?? []).join(',')}`));
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  autoCommit: tellsFirst,
  autoCommitThreshold: 1,
  eachMessage: async ({ partition, message }) => {
    if (tellsFirst) return say(`read ${partition} ${message.value}`);
    await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
    say(`read ${partition} ${message.value}`);
  },
});
for await (const line of createInterface({ input: process.stdin })) if (line.trim() === 'leave') break;
await consumer.disconnect();
say('left');
process.exit(0);
