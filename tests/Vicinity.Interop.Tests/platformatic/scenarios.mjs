// Scenarios of @platformatic/kafka. usage: node scenarios.mjs SCENARIO HOST:PORT [ARGUMENT...]; a scenario passes by ending with 0.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

// The client wants Node.js 22; this is what it lacks in 20.
Promise.withResolvers ??= function () {
  let resolve, reject;
  const promise = new this((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
};
const { Admin, Consumer, Producer, stringDeserializers, stringSerializers } = await import('@platformatic/kafka');

const [scenario, bootstrap, ...rest] = process.argv.slice(2);
const options = { clientId: 'platformatic-interop', bootstrapBrokers: [bootstrap], timeout: 10_000, retries: 20, retryDelay: 200 };
const newName = (stem = 't') => `${stem}-${randomUUID().slice(0, 12)}`;

/** Makes a client, does something with it, and closes it in any case. */
async function using(client, action) {
  try {
    return await action(client);
  } finally {
    await client.close();
  }
}

const administer = (action) => using(new Admin(options), action);
const produce = (action, settings = {}) => using(new Producer({ ...options, serializers: stringSerializers, ...settings }), action);

async function until(condition, what, seconds = 45) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > end) assert.fail(`waited ${seconds} s in vain: ${typeof what === 'function' ? what() : what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function newTopic(partitions = 1) {
  const topic = newName();
  await administer((admin) => admin.createTopics({ topics: [topic], partitions, replicas: 1 }));
  return topic;
}

/** A group member that collects what it reads; with a mode, where it begins without a commit. */
async function member(groupId, topic, settings = {}) {
  const consumer = new Consumer({
    ...options, groupId, deserializers: stringDeserializers, sessionTimeout: 6000, heartbeatInterval: 300, rebalanceTimeout: 10_000, maxWaitTime: 200, autocommit: 200,
  });
  const state = { consumer, messages: [] };
  state.stream = await consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest', ...settings });
  state.stream.on('data', (message) => state.messages.push(message));
  state.stream.on('error', (error) => (state.error = error));
  state.leave = async () => {
    await state.stream.close();
    await consumer.close();
  };
  return state;
}

const all = (members) => members.flatMap((m) => m.messages);
const arrive = (members, count) => until(() => all(members).length >= count, () => `${all(members).length} of ${count} messages, ${members.map((m) => m.error?.message)}`);
const numbered = (topic, from, to, partitions) => [...Array(to - from).keys()].map((i) => ({ topic, partition: (from + i) % partitions, value: `${from + i}` }));

const scenarios = {
  async produces_and_reads(codec) {
    const topic = await newTopic();
    const values = [...Array(500).keys()].map((i) => `value ${i} of many that look alike`);
    await produce((producer) => producer.send({ messages: values.map((value, i) => ({ topic, key: `k${i}`, value, headers: { h: `${i}` } })), acks: -1, compression: codec }));
    const reader = await member(newName('g'), topic);
    await arrive([reader], values.length);
    await reader.leave();
    assert.deepEqual(reader.messages.map((m) => m.value), values);
    assert.deepEqual(reader.messages.map((m) => [Number(m.offset), m.key, m.headers.get('h')]), values.map((_, i) => [i, `k${i}`, `${i}`]));
  },

  async idempotent_producer() {
    const topic = await newTopic(3);
    await produce(async (producer) => {
      for (let i = 0; i < 300; i += 3) await producer.send({ messages: numbered(topic, i, i + 3, 3), acks: -1 });
    }, { idempotent: true });
    const reader = await member(newName('g'), topic);
    await arrive([reader], 300);
    await reader.leave();
    for (const p of [0, 1, 2]) {
      assert.deepEqual(reader.messages.filter((m) => m.partition === p).map((m) => Number(m.value)), [...Array(100).keys()].map((i) => i * 3 + p));
    }
  },

  async group_shares_a_topic_and_survives_a_leaver() {
    const topic = await newTopic(4);
    const groupId = newName('g');
    const members = [await member(groupId, topic), await member(groupId, topic)];
    let sent = 0;
    const more = async () => {
      await produce((producer) => producer.send({ messages: numbered(topic, sent, sent + 40, 4), acks: -1 }));
      sent += 40;
    };
    // Both read something once the group has settled.
    await until(async () => {
      await more();
      await arrive(members, sent);
      return members.every((m) => m.messages.length);
    }, 'both members read');
    await members[1].leave();
    const before = members[0].messages.length;
    await more();
    await until(() => members[0].messages.length >= before + 40, () => `${members[0].messages.length - before} of 40 after the other left`);
    await members[0].leave();
    const values = new Set(all(members).map((m) => Number(m.value)));
    assert.deepEqual([...Array(sent).keys()].filter((i) => !values.has(i)), []);
  },

  async group_goes_on_from_what_it_committed() {
    const topic = await newTopic();
    const groupId = newName('g');
    await produce((producer) => producer.send({ messages: numbered(topic, 0, 10, 1), acks: -1 }));
    const first = await member(groupId, topic);
    await arrive([first], 10);
    await first.messages.at(-1).commit();
    await first.leave();
    await produce((producer) => producer.send({ messages: numbered(topic, 10, 13, 1), acks: -1 }));
    const next = await member(groupId, topic);
    await arrive([next], 3);
    await next.leave();
    assert.deepEqual(next.messages.map((m) => m.value), ['10', '11', '12']);
  },

  async topics_groups_and_records_are_administered() {
    const topic = newName();
    const groupId = newName('g');
    await administer(async (admin) => {
      const [created] = await admin.createTopics({ topics: [topic], partitions: 2, replicas: 1, configs: [{ name: 'retention.ms', value: '123456' }] });
      assert.equal(created.name, topic);
      assert.notEqual(created.id, '00000000-0000-0000-0000-000000000000');
      assert.ok((await admin.listTopics()).includes(topic));
      await assert.rejects(admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 }));
      await admin.createPartitions({ topics: [{ name: topic, count: 3, assignments: null }] });
      const metadata = await admin.metadata({ topics: [topic], forceUpdate: true });
      assert.equal(metadata.topics.get(topic).partitionsCount, 3);

      await produce((producer) => producer.send({ messages: numbered(topic, 0, 9, 3), acks: -1 }));
      const reader = await member(groupId, topic);
      await arrive([reader], 9);
      assert.ok((await admin.listGroups()).has(groupId));
      const described = (await admin.describeGroups({ groups: [groupId], includeAuthorizedOperations: true })).get(groupId);
      assert.equal(described.state.toUpperCase(), 'STABLE');
      assert.equal(described.members.size, 1);
      await reader.messages.at(-1).commit();
      await reader.leave();

      await admin.deleteRecords({ topics: [{ name: topic, partitions: [{ partition: 0, offset: 2n }] }] });
      const [starts] = await admin.listOffsets({ topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp: -2n }, { partitionIndex: 1, timestamp: -1n }] }] });
      assert.deepEqual(starts.partitions.map((p) => [p.partitionIndex, Number(p.offset)]).sort(), [[0, 2], [1, 3]]);
      await admin.deleteGroups({ groups: [groupId] });
      assert.ok(!(await admin.listGroups()).has(groupId));
      await admin.deleteTopics({ topics: [topic] });
      assert.ok(!(await admin.listTopics()).includes(topic));
    });
  },

  /** Says what it reads, and ends when told to; the node may stop and start meanwhile. */
  async reads_over_restarts(topic, groupId) {
    const reader = await member(groupId, topic);
    reader.stream.on('data', (message) => console.log(`read ${message.offset} ${message.value}`));
    reader.stream.on('autocommit', (error, offsets) => error ?? offsets.forEach(({ offset }) => console.log(`committed ${offset}`)));
    console.log('ready');
    await new Promise((resolve) => process.stdin.once('data', resolve));
    await reader.leave();
  },
};

try {
  await scenarios[scenario](...rest);
  process.exit(0);
} catch (error) {
  const tell = (e, depth = '') => {
    console.error(depth, e.code ?? '', e.stack ?? e);
    for (const inner of e.errors ?? []) tell(inner, `${depth}  `);
    if (e.cause) tell(e.cause, `${depth}  `);
  };
  tell(error);
  process.exit(1);
}
