// Scenarios of kafkajs. usage: node scenarios.mjs SCENARIO HOST:PORT [ARGUMENT...]; a scenario passes by ending with 0.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';

const { Kafka, CompressionTypes, ConfigResourceTypes, logLevel } = kafkajs;
const newName = (stem = 't') => `${stem}-${randomUUID().slice(0, 12)}`;
const begin = 1_700_000_000_000;
const forEver = [{ name: 'retention.ms', value: '-1' }];

const [scenario, bootstrap, ...rest] = process.argv.slice(2);
const kafka = new Kafka({ clientId: 'kafkajs-interop', brokers: [bootstrap], logLevel: logLevel.NOTHING, retry: { retries: 8, initialRetryTime: 100 } });

/** Connects, does something, and disconnects in any case. */
async function using(client, action) {
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.disconnect();
  }
}

async function until(condition, what, seconds = 45) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > end) assert.fail(`waited ${seconds} s in vain: ${typeof what === 'function' ? what() : what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function newTopic(admin, numPartitions = 1, configEntries = []) {
  const topic = newName();
  assert.equal(await admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor: 1, configEntries }], waitForLeaders: true }), true);
  return topic;
}

/** A group member that collects what it reads. */
async function member(groupId, topic, settings = {}) {
  const consumer = kafka.consumer({ groupId, sessionTimeout: 6000, heartbeatInterval: 300, rebalanceTimeout: 10000, maxWaitTimeInMs: 200, ...settings });
  const state = { consumer, messages: [], assigned: [], joins: 0 };
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    state.assigned = payload.memberAssignment[topic] ?? [];
    state.joins++;
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ autoCommitInterval: 200, eachMessage: async ({ partition, message }) => void state.messages.push({ partition, ...message }) });
  return state;
}

const settled = (members, partitions) =>
  until(
    () => members.every((m) => m.assigned.length) && members.flatMap((m) => m.assigned).sort().join() === [...Array(partitions).keys()].join(),
    () => `assignments ${JSON.stringify(members.map((m) => m.assigned))}`,
  );

const scenarios = {
  async produces_and_reads(codec) {
    const topic = await using(kafka.admin(), (admin) => newTopic(admin));
    const compression = { none: CompressionTypes.None, gzip: CompressionTypes.GZIP }[codec];
    const values = [...Array(500).keys()].map((i) => `value ${i} of many that look alike`);
    await using(kafka.producer(), async (producer) => {
      const [answer] = await producer.send({ topic, compression, acks: -1, messages: values.map((value) => ({ value })) });
      assert.equal(answer.errorCode, 0);
      assert.equal(answer.baseOffset, '0');
    });
    const reader = await member(newName('g'), topic);
    await until(() => reader.messages.length >= values.length, () => `${reader.messages.length} messages`);
    await reader.consumer.disconnect();
    assert.deepEqual(reader.messages.map((m) => m.value.toString()), values);
    assert.deepEqual(reader.messages.map((m) => Number(m.offset)), [...values.keys()]);
  },

  async keys_headers_nulls_and_timestamps() {
    const topic = await using(kafka.admin(), (admin) => newTopic(admin, 1, forEver));
    await using(kafka.producer(), (producer) =>
      producer.send({
        topic,
        messages: [
          { key: 'k', value: 'v', headers: { a: ['1', '2'], empty: '' }, timestamp: `${begin}` },
          { key: 'tombstone', value: null, timestamp: `${begin + 1}` },
          { value: '', timestamp: `${begin + 2}` },
        ],
      }),
    );
    const reader = await member(newName('g'), topic);
    await until(() => reader.messages.length >= 3, 'three messages');
    await reader.consumer.disconnect();
    const [first, second, third] = reader.messages;
    assert.deepEqual(first.headers.a.map(String), ['1', '2']);
    assert.equal(first.headers.empty.length, 0);
    assert.equal(first.timestamp, `${begin}`);
    assert.deepEqual([second.key.toString(), second.value], ['tombstone', null]);
    assert.deepEqual([third.key, third.value.length], [null, 0]);
  },

  async idempotent_producer() {
    const topic = await using(kafka.admin(), (admin) => newTopic(admin, 3));
    await using(kafka.producer({ idempotent: true, maxInFlightRequests: 1 }), async (producer) => {
      for (let i = 0; i < 300; i += 3) {
        await producer.send({ topic, messages: [0, 1, 2].map((partition) => ({ partition, value: `${i + partition}` })) });
      }
    });
    const reader = await member(newName('g'), topic);
    await until(() => reader.messages.length >= 300, () => `${reader.messages.length} messages`);
    await reader.consumer.disconnect();
    for (const p of [0, 1, 2]) {
      const values = reader.messages.filter((m) => m.partition === p).map((m) => Number(m.value));
      assert.deepEqual(values, [...Array(100).keys()].map((i) => i * 3 + p));
    }
  },

  async group_shares_a_topic_and_survives_a_leaver() {
    const topic = await using(kafka.admin(), (admin) => newTopic(admin, 4));
    const groupId = newName('g');
    const members = [await member(groupId, topic), await member(groupId, topic)];
    await settled(members, 4);
    const produce = (prefix) =>
      using(kafka.producer(), (producer) =>
        producer.send({ topic, messages: [...Array(40).keys()].map((i) => ({ partition: i % 4, value: `${prefix}${i}` })) }),
      );
    await produce('a');
    await until(() => members.flatMap((m) => m.messages).length >= 40, 'forty messages');
    await members[1].consumer.disconnect();
    await settled([members[0]], 4);
    await produce('b');
    await until(() => members.flatMap((m) => m.messages).length >= 80, 'eighty messages');
    await members[0].consumer.disconnect();
    const values = members.flatMap((m) => m.messages).map((m) => m.value.toString());
    assert.equal(new Set(values).size, 80);
    assert.equal(values.length, 80);
  },

  async group_goes_on_from_what_it_committed() {
    const topic = await using(kafka.admin(), (admin) => newTopic(admin));
    await using(kafka.producer(), (producer) => producer.send({ topic, messages: [...Array(10).keys()].map((i) => ({ value: `${i}` })) }));
    const groupId = newName('g');
    await using(kafka.admin(), (admin) => admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '6' }] }));
    const reader = await member(groupId, topic);
    await until(() => reader.messages.length >= 4, 'four messages');
    await reader.consumer.disconnect();
    assert.deepEqual(reader.messages.map((m) => m.offset), ['6', '7', '8', '9']);
    const again = await member(groupId, topic);
    await until(() => again.assigned.length, 'an assignment');
    await using(kafka.producer(), (producer) => producer.send({ topic, messages: [{ value: 'new' }] }));
    await until(() => again.messages.length >= 1, 'the new message');
    await again.consumer.disconnect();
    assert.deepEqual(again.messages.map((m) => m.value.toString()), ['new']);
  },

  async topics_are_administered() {
    await using(kafka.admin(), async (admin) => {
      const topic = await newTopic(admin, 2, [{ name: 'retention.ms', value: '123456' }]);
      assert.equal(await admin.createTopics({ topics: [{ topic }] }), false, 'exists already');
      assert.ok((await admin.listTopics()).includes(topic));
      // kafkajs takes some of these errors for passing ones, and would go on trying for half a minute.
      const refuses = (action) => assert.rejects(using(kafka.admin({ retry: { retries: 0 } }), action));
      await refuses((hasty) => hasty.createTopics({ topics: [{ topic: newName(), replicationFactor: 9 }] }));
      const byDefault = newName();
      assert.equal(await admin.createTopics({ topics: [{ topic: byDefault }] }), true, 'counts by default');
      assert.equal((await admin.fetchTopicMetadata({ topics: [byDefault] })).topics[0].partitions.length, 4);
      await refuses((hasty) => hasty.createTopics({ topics: [{ topic: 'a/b' }] }));
      await admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] });
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      assert.equal(topics[0].partitions.length, 5);
      await refuses((hasty) => hasty.createPartitions({ topicPartitions: [{ topic, count: 3 }] }));

      const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
      const config = async () =>
        Object.fromEntries((await admin.describeConfigs({ resources: [resource] })).resources[0].configEntries.map((e) => [e.configName, e.configValue]));
      assert.equal((await config())['retention.ms'], '123456');
      await admin.alterConfigs({ resources: [{ ...resource, configEntries: [{ name: 'cleanup.policy', value: 'compact' }] }] });
      assert.equal((await config())['cleanup.policy'], 'compact');

      const cluster = await admin.describeCluster();
      assert.ok(cluster.brokers.some((b) => b.nodeId === cluster.controller && `${b.host}:${b.port}` === bootstrap));
      assert.ok(cluster.clusterId.length > 0);
      await admin.deleteTopics({ topics: [topic] });
      assert.ok(!(await admin.listTopics()).includes(topic));
      await refuses((hasty) => hasty.deleteTopics({ topics: [topic] }));
    });
  },

  async offsets_and_records_are_administered() {
    await using(kafka.admin(), async (admin) => {
      const topic = await newTopic(admin, 1, forEver);
      await using(kafka.producer(), (producer) =>
        producer.send({ topic, messages: [...Array(10).keys()].map((i) => ({ value: `${i}`, timestamp: `${begin + i * 1000}` })) }),
      );
      assert.deepEqual(await admin.fetchTopicOffsets(topic), [{ partition: 0, offset: '10', high: '10', low: '0' }]);
      assert.deepEqual(await admin.fetchTopicOffsetsByTimestamp(topic, begin + 3500), [{ partition: 0, offset: '4' }]);
      assert.deepEqual(await admin.fetchTopicOffsetsByTimestamp(topic, begin + 99_000), [{ partition: 0, offset: '10' }], 'kafkajs puts the end for nothing found');
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '4' }] });
      assert.equal((await admin.fetchTopicOffsets(topic))[0].low, '4');
      await assert.rejects(admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '400' }] }));

      const groupId = newName('g');
      assert.deepEqual((await admin.fetchOffsets({ groupId, topics: [topic] }))[0].partitions.map((p) => p.offset), ['-1'], 'an unknown group is no error');
      await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '7' }] });
      assert.equal((await admin.fetchOffsets({ groupId, topics: [topic] }))[0].partitions[0].offset, '7');
      await admin.resetOffsets({ groupId, topic, earliest: true });
      assert.equal((await admin.fetchOffsets({ groupId, topics: [topic], resolveOffsets: true }))[0].partitions[0].offset, '4');
      const { reassignments } = await admin.listPartitionReassignments({ topics: [{ topic, partitions: [0] }] }).then((r) => ({ reassignments: r.topics }));
      assert.deepEqual(reassignments, []);
    });
  },

  async groups_are_administered() {
    await using(kafka.admin(), async (admin) => {
      const topic = await newTopic(admin, 2);
      const groupId = newName('g');
      const reader = await member(groupId, topic);
      await settled([reader], 2);
      assert.ok((await admin.listGroups()).groups.some((g) => g.groupId === groupId && g.protocolType === 'consumer'));
      const { groups: [found] } = await admin.describeGroups([groupId]);
      assert.deepEqual([found.state, found.protocol, found.members.length], ['Stable', 'RoundRobinAssigner', 1]);
      await assert.rejects(admin.deleteGroups([groupId]));
      await reader.consumer.disconnect();
      await until(async () => (await admin.describeGroups([groupId])).groups[0].state === 'Empty', 'an empty group');
      assert.equal((await admin.deleteGroups([groupId]))[0].errorCode, 0);
      await assert.rejects(admin.deleteGroups([groupId]));
    });
  },

  async topic_is_made_by_use() {
    const topic = newName();
    await using(kafka.producer({ allowAutoTopicCreation: true }), (producer) => producer.send({ topic, messages: [{ value: 'made' }] }));
    await using(kafka.admin(), async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      assert.equal(topics[0].partitions.length, 4);
    });
  },
};

await scenarios[scenario](...rest);
