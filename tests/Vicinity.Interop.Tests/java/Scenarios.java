import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Scenarios of the Java client. A scenario passes by returning; the first argument names it, the second the servers. */
public final class Scenarios {
    private static final long BEGIN = 1_700_000_000_000L;
    private static final Map<String, String> FOR_EVER = Map.of("retention.ms", "-1");
    private final String bootstrap;

    private Scenarios(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    public static void main(String[] arguments) throws Exception {
        Class<?>[] types = new Class<?>[arguments.length - 2];
        Arrays.fill(types, String.class);
        try {
            Scenarios.class.getDeclaredMethod(arguments[0], types).invoke(new Scenarios(arguments[1]), (Object[]) Arrays.copyOfRange(arguments, 2, arguments.length));
        } catch (java.lang.reflect.InvocationTargetException e) {
            if (e.getCause() instanceof Exception) throw (Exception) e.getCause();
            throw (Error) e.getCause();
        }
    }

    // --- records

    void everyCodec(String codec) throws Exception {
        String topic = newTopic(2, Map.of());
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("compression.type", codec, "linger.ms", "50"))) {
            for (int i = 0; i < 2000; i++) sent.add(producer.send(new ProducerRecord<>(topic, i % 2, null, bytes("value " + i + " of many that look alike"))));
        }
        for (int i = 0; i < 2000; i++) equal(sent.get(i).get().offset(), (long) (i / 2), "offset of record " + i);
        List<ConsumerRecord<byte[], byte[]>> read = readAll(topic, 2);
        equal(read.size(), 2000, "records");
        for (ConsumerRecord<byte[], byte[]> r : read) equal(text(r.value()), "value " + (r.offset() * 2 + r.partition()) + " of many that look alike", "value");
    }

    void keysHeadersNullsAndTimestamps() throws Exception {
        String topic = newTopic(1, FOR_EVER);
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, 0, BEGIN, bytes("k"), bytes("v"),
                List.of(new RecordHeader("a", bytes("1")), new RecordHeader("b", (byte[]) null), new RecordHeader("a", bytes("2")), new RecordHeader("empty", new byte[0]))));
            producer.send(new ProducerRecord<>(topic, 0, BEGIN + 1, bytes("tombstone"), (byte[]) null));
            producer.send(new ProducerRecord<>(topic, 0, BEGIN + 2, null, new byte[0]));
        }
        List<ConsumerRecord<byte[], byte[]>> read = readAll(topic, 1);
        equal(Arrays.stream(read.get(0).headers().toArray()).map(h -> h.key() + "=" + (h.value() == null ? null : text(h.value()))).collect(Collectors.toList()),
            List.of("a=1", "b=null", "a=2", "empty="), "headers");
        equal(read.get(0).timestamp(), BEGIN, "timestamp");
        equal(read.get(1).value(), null, "tombstone");
        equal(read.get(2).key(), null, "no key");
        equal(read.get(2).value().length, 0, "empty value");
        equal(read.get(0).leaderEpoch().isPresent(), true, "leader epoch");
    }

    void everyKindOfAcknowledgement() throws Exception {
        String topic = newTopic(1, Map.of());
        for (String acks : List.of("0", "1", "all")) {
            try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("acks", acks, "enable.idempotence", acks.equals("all") ? "true" : "false"))) {
                for (int i = 0; i < 50; i++) producer.send(new ProducerRecord<>(topic, bytes(acks + i)));
            }
        }
        until(() -> readAll(topic, 1).size() == 150, () -> "150 records");
    }

    void recordAboveTheLimit() throws Exception {
        String topic = newTopic(1, Map.of("max.message.bytes", "5000"));
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            fails(RecordTooLargeException.class, producer.send(new ProducerRecord<>(topic, new byte[20_000])));
            equal(producer.send(new ProducerRecord<>(topic, new byte[20])).get().offset(), 0L, "the next one");
        }
    }

    void compactedTopicWantsKeys() throws Exception {
        String topic = newTopic(1, Map.of("cleanup.policy", "compact"));
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            fails(org.apache.kafka.common.InvalidRecordException.class, producer.send(new ProducerRecord<>(topic, bytes("no key"))));
            equal(producer.send(new ProducerRecord<>(topic, bytes("k"), bytes("v"))).get().offset(), 0L, "with a key");
        }
    }

    void offsetsByTimeAndAtBothEnds() throws Exception {
        String topic = newTopic(1, FOR_EVER);
        TopicPartition p = new TopicPartition(topic, 0);
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("compression.type", "zstd", "linger.ms", "50"))) {
            for (int i = 0; i < 10; i++) producer.send(new ProducerRecord<>(topic, 0, BEGIN + i * 1000L, null, bytes("" + i)));
        }
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(name("g"), Map.of())) {
            equal(consumer.beginningOffsets(List.of(p)), Map.of(p, 0L), "begin");
            equal(consumer.endOffsets(List.of(p)), Map.of(p, 10L), "end");
            OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(p, BEGIN + 3500)).get(p);
            equal(found.offset(), 4L, "offset by time");
            equal(found.timestamp(), BEGIN + 4000, "its timestamp");
            equal(consumer.offsetsForTimes(Map.of(p, BEGIN + 99_000)).get(p), null, "nothing so late");
        }
        try (Admin admin = admin()) {
            equal(admin.listOffsets(Map.of(p, OffsetSpec.maxTimestamp())).partitionResult(p).get().offset(), 9L, "largest timestamp");
        }
    }

    void seekingAndResetting() throws Exception {
        String topic = newTopic(1, Map.of());
        TopicPartition p = new TopicPartition(topic, 0);
        produce(topic, 1, 0, 100);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(null, Map.of("auto.offset.reset", "none", "max.poll.records", "1"))) {
            consumer.assign(List.of(p));
            for (long offset : new long[] {57, 99, 3}) {
                consumer.seek(p, offset);
                equal(one(consumer).offset(), offset, "sought offset");
            }
            consumer.seek(p, 1000);
            try {
                for (int i = 0; i < 50; i++) consumer.poll(Duration.ofMillis(200));
                throw new AssertionError("an offset beyond the end was not refused");
            } catch (OffsetOutOfRangeException expected) {
                equal(expected.offsetOutOfRangePartitions().get(p), 1000L, "the offset");
            }
        }
    }

    void topicIsMadeByUse() throws Exception {
        String topic = name("t");
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, bytes("made"))).get();
        }
        try (Admin admin = admin()) {
            equal(describe(admin, topic).partitions().size(), 4, "default partitions");
        }
    }

    // --- groups

    /** A member that is polled by hand, commits what it gives back, and remembers what it was given and had to give back. */
    private final class Member implements ConsumerRebalanceListener {
        final KafkaConsumer<byte[], byte[]> consumer;
        final List<String> values = new ArrayList<>();
        final List<String> events = new ArrayList<>();

        Member(String group, String topic, Map<String, String> settings) {
            consumer = consumer(group, settings);
            consumer.subscribe(List.of(topic), this);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) return;
            events.add("revoked " + numbers(partitions));
            consumer.commitSync();
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            events.add("lost " + numbers(partitions));
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            events.add("assigned " + numbers(partitions));
        }

        void poll() {
            for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofMillis(20))) values.add(text(r.value()));
        }

        Set<Integer> owned() {
            return new TreeSet<>(numbers(consumer.assignment()));
        }
    }

    void groupSharesATopicAndSurvivesALeaver(String assignor) throws Exception {
        String topic = newTopic(6, Map.of());
        String group = name("g");
        Map<String, String> settings = Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) members.add(new Member(group, topic, settings));
        settled(members, 6);
        produce(topic, 6, 0, 60);
        until(() -> read(members) >= 60, () -> read(members) + " of 60");
        Member gone = members.remove(2);
        gone.consumer.close();
        settled(members, 6);
        produce(topic, 6, 60, 120);
        until(() -> read(members) + gone.values.size() >= 120, () -> read(members) + gone.values.size() + " of 120");
        List<String> all = new ArrayList<>(gone.values);
        for (Member m : members) all.addAll(m.values);
        all.sort(null);
        equal(all, IntStream.range(0, 120).mapToObj(i -> "" + i).sorted().collect(Collectors.toList()), "everything once");
        for (Member m : members) m.consumer.close();
    }

    void groupGoesOnFromWhatItCommitted() throws Exception {
        String topic = newTopic(1, Map.of());
        String group = name("g");
        TopicPartition p = new TopicPartition(topic, 0);
        produce(topic, 1, 0, 10);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(group, Map.of())) {
            consumer.subscribe(List.of(topic));
            equal(one(consumer).offset(), 0L, "first");
            consumer.commitSync(Map.of(p, new OffsetAndMetadata(6, Optional.of(one0(topic).leaderEpoch().get()), "as far as six")));
        }
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(group, Map.of())) {
            OffsetAndMetadata committed = consumer.committed(Set.of(p)).get(p);
            equal(committed.metadata(), "as far as six", "text");
            equal(committed.leaderEpoch().isPresent(), true, "leader epoch of the commit");
            consumer.subscribe(List.of(topic));
            equal(one(consumer).offset(), 6L, "goes on");
        }
    }

    void staticMemberComesBackWithoutRebalance() throws Exception {
        String topic = newTopic(4, Map.of());
        String group = name("g");
        Member stays = new Member(group, topic, staticMember("one"));
        Member leaves = new Member(group, topic, staticMember("two"));
        settled(List.of(stays, leaves), 4);
        List<String> before = List.copyOf(stays.events);
        Set<Integer> owned = leaves.owned();
        leaves.consumer.close();
        Member again = new Member(group, topic, staticMember("two"));
        until(() -> { stays.poll(); again.poll(); return !again.owned().isEmpty(); }, () -> "an assignment");
        equal(again.owned(), owned, "the same partitions as before");
        equal(stays.events, before, "the other one was not disturbed");
        stays.consumer.close();
        again.consumer.close();
    }

    void staticMemberThatAnAdminRemovesRejoins() throws Exception {
        String topic = newTopic(2, Map.of());
        String group = name("g");
        Member member = new Member(group, topic, staticMember("one"));
        settled(List.of(member), 2);
        int before = member.events.size();
        try (Admin admin = admin()) {
            admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove("one")))).all().get();
        }
        until(() -> { member.poll(); return member.events.size() > before && member.owned().size() == 2; }, () -> "back again: " + member.events);
        member.consumer.close();
    }

    void secondMemberOfTheSameNameFencesTheFirst() throws Exception {
        String topic = newTopic(1, Map.of());
        String group = name("g");
        Member first = new Member(group, topic, staticMember("one"));
        settled(List.of(first), 1);
        Member second = new Member(group, topic, staticMember("one"));
        boolean[] fenced = new boolean[1];
        until(() -> {
            second.poll();
            try {
                first.poll();
            } catch (FencedInstanceIdException e) {
                fenced[0] = true;
            }
            return fenced[0] && second.owned().size() == 1;
        }, () -> "fenced " + fenced[0]);
        second.consumer.close();
    }

    void memberThatWasRemovedCannotCommit() throws Exception {
        String topic = newTopic(1, Map.of());
        String group = name("g");
        produce(topic, 1, 0, 5);
        Member member = new Member(group, topic, Map.of());
        settled(List.of(member), 1);
        until(() -> { member.poll(); return member.values.size() == 5; }, () -> "five records");
        try (Admin admin = admin()) {
            admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions()).all().get();
        }
        try {
            member.consumer.commitSync();
            throw new AssertionError("a member that was removed could commit");
        } catch (CommitFailedException expected) {
            member.consumer.close();
        }
    }

    // --- admin

    void topicsAreAdministered() throws Exception {
        try (Admin admin = admin()) {
            String topic = name("t");
            CreateTopicsResult created = admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1).configs(Map.of("retention.ms", "123456"))));
            equal(created.numPartitions(topic).get(), 3, "partitions in the answer");
            equal(created.replicationFactor(topic).get(), 1, "replicas in the answer");
            equal(created.config(topic).get().get("retention.ms").value(), "123456", "setting in the answer");
            equal(created.config(topic).get().get("retention.ms").source(), ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG, "its source");
            Uuid id = created.topicId(topic).get();
            if (id.equals(Uuid.ZERO_UUID)) throw new AssertionError("no topic id");
            equal(describe(admin, topic).topicId(), id, "topic id");
            equal(admin.listTopics().namesToListings().get().get(topic).topicId(), id, "topic id in the list");

            String other = name("t");
            fails(TopicExistsException.class, admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all());
            fails(InvalidPartitionsException.class, admin.createTopics(List.of(new NewTopic(other, 0, (short) 1))).all());
            fails(InvalidReplicationFactorException.class, admin.createTopics(List.of(new NewTopic(other, 1, (short) 9))).all());
            fails(InvalidTopicException.class, admin.createTopics(List.of(new NewTopic("a/b", 1, (short) 1))).all());
            fails(InvalidConfigurationException.class, admin.createTopics(List.of(new NewTopic(other, 1, (short) 1).configs(Map.of("no.such", "1")))).all());
            fails(InvalidConfigurationException.class, admin.createTopics(List.of(new NewTopic(other, 1, (short) 1).configs(Map.of("cleanup.policy", "keep")))).all());
            fails(InvalidReplicaAssignmentException.class, admin.createTopics(List.of(new NewTopic(other, Map.of(0, List.of(4711))))).all());
            admin.createTopics(List.of(new NewTopic(topic.replace('-', '.'), 1, (short) 1))).all().get();
            fails(InvalidTopicException.class, admin.createTopics(List.of(new NewTopic(topic.replace('-', '_'), 1, (short) 1))).all());
            admin.createTopics(List.of(new NewTopic(other, 1, (short) 1)), new CreateTopicsOptions().validateOnly(true)).all().get();
            equal(admin.listTopics().names().get().contains(other), false, "only checked, not made");
            equal(admin.createTopics(List.of(new NewTopic(other, Optional.empty(), Optional.empty()))).numPartitions(other).get(), 4, "partitions by default");

            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(5))).all().get();
            equal(describe(admin, topic).partitions().size(), 5, "partitions");
            fails(InvalidPartitionsException.class, admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all());
            fails(UnknownTopicOrPartitionException.class, admin.createPartitions(Map.of(name("t"), NewPartitions.increaseTo(2))).all());

            admin.deleteTopics(List.of(topic)).all().get();
            equal(admin.listTopics().names().get().contains(topic), false, "deleted");
            fails(UnknownTopicOrPartitionException.class, admin.deleteTopics(List.of(topic)).all());
            fails(UnknownTopicOrPartitionException.class, admin.describeTopics(List.of(topic)).allTopicNames());
        }
    }

    void topicsAreNamedByTheirIds() throws Exception {
        try (Admin admin = admin()) {
            String topic = newTopic(2, FOR_EVER);
            Uuid id = describe(admin, topic).topicId();
            TopicDescription described = admin.describeTopics(TopicCollection.ofTopicIds(List.of(id)), new DescribeTopicsOptions().includeAuthorizedOperations(true)).allTopicIds().get().get(id);
            equal(described.name(), topic, "name of the id");
            equal(described.topicId(), id, "id");
            equal(described.partitions().size(), 2, "partitions");
            equal(described.authorizedOperations().contains(AclOperation.WRITE), true, "may write");
            equal(admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true)).authorizedOperations().get().contains(AclOperation.CREATE), true, "may create");
            fails(UnknownTopicIdException.class, admin.describeTopics(TopicCollection.ofTopicIds(List.of(Uuid.randomUuid()))).allTopicIds());

            produce(topic, 2, 0, 10);
            equal(readAll(topic, 2).size(), 10, "records by id");
            admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all().get();
            fails(UnknownTopicIdException.class, admin.describeTopics(TopicCollection.ofTopicIds(List.of(id))).allTopicIds());
            fails(UnknownTopicOrPartitionException.class, admin.describeTopics(List.of(topic)).allTopicNames());
        }
    }

    void aTopicIsMadeAgainUnderItsReader() throws Exception {
        try (Admin admin = admin(); KafkaConsumer<byte[], byte[]> consumer = consumer(null, Map.of("metadata.max.age.ms", "1000"));
             KafkaProducer<byte[], byte[]> producer = producer(Map.of("metadata.max.age.ms", "1000"))) {
            String topic = newTopic(1, FOR_EVER);
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            producer.send(new ProducerRecord<>(topic, bytes("old"))).get();
            equal(text(one(consumer).value()), "old", "record of the first topic");
            admin.deleteTopics(List.of(topic)).all().get();
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(FOR_EVER))).all().get();
            // The client keeps its position, which lies behind the first record of the second topic.
            producer.send(new ProducerRecord<>(topic, bytes("before"))).get();
            producer.send(new ProducerRecord<>(topic, bytes("new"))).get();
            equal(text(one(consumer).value()), "new", "record of the second topic");
        }
    }

    void configsAreAdministered() throws Exception {
        try (Admin admin = admin()) {
            String topic = newTopic(1, Map.of("retention.ms", "123456"));
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            alter(admin, resource, new AlterConfigOp(new ConfigEntry("max.message.bytes", "2000"), AlterConfigOp.OpType.SET),
                new AlterConfigOp(new ConfigEntry("retention.ms", ""), AlterConfigOp.OpType.DELETE),
                new AlterConfigOp(new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.APPEND));
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            equal(config.get("max.message.bytes").value(), "2000", "set");
            equal(config.get("retention.ms").value(), "604800000", "deleted: the default");
            equal(config.get("retention.ms").isDefault(), true, "deleted: the default");
            equal(config.get("cleanup.policy").value(), "delete,compact", "appended");
            alter(admin, resource, new AlterConfigOp(new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SUBTRACT));
            equal(admin.describeConfigs(List.of(resource)).all().get().get(resource).get("cleanup.policy").value(), "compact", "subtracted");

            fails(InvalidConfigurationException.class, admin.incrementalAlterConfigs(Map.of(resource,
                List.of(new AlterConfigOp(new ConfigEntry("no.such", "1"), AlterConfigOp.OpType.SET)))).all());
            fails(InvalidConfigurationException.class, admin.incrementalAlterConfigs(Map.of(resource,
                List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "-5"), AlterConfigOp.OpType.SET)))).all());
            ConfigResource unknown = new ConfigResource(ConfigResource.Type.TOPIC, name("t"));
            fails(UnknownTopicOrPartitionException.class, admin.describeConfigs(List.of(unknown)).all());
            fails(UnknownTopicOrPartitionException.class, admin.incrementalAlterConfigs(Map.of(unknown,
                List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "5"), AlterConfigOp.OpType.SET)))).all());
            // Of an unknown topic and a bad name, Kafka names the bad name first.
            fails(InvalidConfigurationException.class, admin.incrementalAlterConfigs(Map.of(unknown,
                List.of(new AlterConfigOp(new ConfigEntry("no.such", "5"), AlterConfigOp.OpType.SET)))).all());

            String node = admin.describeCluster().nodes().get().iterator().next().idString();
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node);
            Config settings = admin.describeConfigs(List.of(broker)).all().get().get(broker);
            for (String needed : List.of("num.partitions", "default.replication.factor", "log.retention.ms", "message.max.bytes", "auto.create.topics.enable"))
                if (settings.get(needed) == null) throw new AssertionError(needed + " is not described");
        }
    }

    void groupsAreAdministered() throws Exception {
        try (Admin admin = admin()) {
            String topic = newTopic(2, Map.of());
            String group = name("g");
            TopicPartition p = new TopicPartition(topic, 0);
            produce(topic, 2, 0, 10);
            Member member = new Member(group, topic, Map.of("client.id", "who"));
            settled(List.of(member), 2);
            equal(admin.listConsumerGroups().all().get().stream().anyMatch(g -> g.groupId().equals(group)), true, "listed");
            var described = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
            equal(described.groupState().toString(), "Stable", "state");
            equal(described.partitionAssignor(), "range", "assignor");
            equal(described.members().size(), 1, "members");
            equal(described.members().iterator().next().assignment().topicPartitions().size(), 2, "partitions of the member");
            equal(described.members().iterator().next().clientId(), "who", "client id");
            fails(GroupNotEmptyException.class, admin.deleteConsumerGroups(List.of(group)).all());
            member.consumer.close();

            admin.alterConsumerGroupOffsets(group, Map.of(p, new OffsetAndMetadata(3, "set"))).all().get();
            Map<TopicPartition, OffsetAndMetadata> offsets =
                admin.listConsumerGroupOffsets(Map.of(group, new ListConsumerGroupOffsetsSpec())).partitionsToOffsetAndMetadata(group).get();
            equal(offsets.get(p).offset(), 3L, "altered");
            admin.deleteConsumerGroupOffsets(group, Set.of(p)).all().get();
            equal(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().containsKey(p), false, "deleted");
            admin.deleteConsumerGroups(List.of(group)).all().get();
            fails(GroupIdNotFoundException.class, admin.deleteConsumerGroups(List.of(group)).all());
            equal(admin.listConsumerGroupOffsets(name("g")).partitionsToOffsetAndMetadata().get(), Map.of(), "an unknown group has no offsets and is no error");
        }
    }

    void recordsAreDeletedAndLogsDescribed() throws Exception {
        try (Admin admin = admin()) {
            String topic = newTopic(1, Map.of());
            TopicPartition p = new TopicPartition(topic, 0);
            produce(topic, 1, 0, 10);
            equal(admin.deleteRecords(Map.of(p, RecordsToDelete.beforeOffset(4))).lowWatermarks().get(p).get().lowWatermark(), 4L, "low watermark");
            fails(org.apache.kafka.common.errors.OffsetOutOfRangeException.class, admin.deleteRecords(Map.of(p, RecordsToDelete.beforeOffset(400))).all());
            equal(readAll(topic, 1).get(0).offset(), 4L, "first record");
            equal(admin.deleteRecords(Map.of(p, RecordsToDelete.beforeOffset(-1))).lowWatermarks().get(p).get().lowWatermark(), 10L, "all");

            int node = admin.describeCluster().nodes().get().iterator().next().id();
            long size = admin.describeLogDirs(List.of(node)).allDescriptions().get().get(node).values().iterator().next().replicaInfos().get(p).size();
            if (size <= 0) throw new AssertionError("size " + size);
            if (admin.describeCluster().clusterId().get().isEmpty()) throw new AssertionError("no cluster id");
            equal(admin.describeCluster().controller().get().id(), node, "controller");
            equal(admin.describeMetadataQuorum().quorumInfo().get().leaderId(), node, "leader of the metadata");
        }
    }

    // --- what the scenarios share

    private String newTopic(int partitions, Map<String, String> configs) throws Exception {
        String topic = name("t");
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs))).all().get();
            until(() -> {
                try {
                    return describe(admin, topic).partitions().stream().allMatch(p -> p.leader() != null && !p.leader().isEmpty());
                } catch (Exception e) {
                    return false;
                }
            }, () -> "leaders of " + topic);
        }
        return topic;
    }

    private static TopicDescription describe(Admin admin, String topic) throws Exception {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    }

    private static void alter(Admin admin, ConfigResource resource, AlterConfigOp... operations) throws Exception {
        admin.incrementalAlterConfigs(Map.of(resource, List.of(operations))).all().get();
    }

    private static Map<String, String> staticMember(String name) {
        return Map.of("group.instance.id", name, "session.timeout.ms", "20000");
    }

    private void produce(String topic, int partitions, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("linger.ms", "20"))) {
            for (int i = from; i < to; i++) producer.send(new ProducerRecord<>(topic, i % partitions, null, bytes("" + i)));
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> readAll(String topic, int partitions) {
        List<TopicPartition> all = IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).collect(Collectors.toList());
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(null, Map.of())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return all.stream().allMatch(p -> consumer.position(p) >= ends.get(p));
            }, () -> "the end of " + topic);
        }
        return records;
    }

    private ConsumerRecord<byte[], byte[]> one0(String topic) {
        return readAll(topic, 1).get(0);
    }

    private static ConsumerRecord<byte[], byte[]> one(KafkaConsumer<byte[], byte[]> consumer) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        until(() -> { consumer.poll(Duration.ofMillis(200)).forEach(found::add); return !found.isEmpty(); }, () -> "a record");
        return found.get(0);
    }

    private static void settled(List<Member> members, int partitions) {
        Set<Integer> all = IntStream.range(0, partitions).boxed().collect(Collectors.toSet());
        until(() -> {
            int owned = 0;
            Set<Integer> together = new HashSet<>();
            for (Member m : members) {
                m.poll();
                owned += m.owned().size();
                together.addAll(m.owned());
            }
            return owned == partitions && together.equals(all) && members.stream().noneMatch(m -> m.owned().isEmpty());
        }, () -> "assignments " + members.stream().map(m -> m.owned() + " " + m.events).collect(Collectors.toList()));
    }

    private static int read(List<Member> members) {
        members.forEach(Member::poll);
        return members.stream().mapToInt(m -> m.values.size()).sum();
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).sorted().collect(Collectors.toList());
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, String> settings) {
        Map<String, Object> all = new HashMap<>(Map.of("bootstrap.servers", bootstrap));
        all.putAll(settings);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group, Map<String, String> settings) {
        Properties all = new Properties();
        all.putAll(Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest", "enable.auto.commit", "false",
            "session.timeout.ms", "6000", "heartbeat.interval.ms", "300", "fetch.max.wait.ms", "100"));
        if (group != null) all.put("group.id", group);
        all.putAll(settings);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String name(String stem) {
        return stem + "-" + UUID.randomUUID().toString().substring(0, 12);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void equal(Object actual, Object expected, String what) {
        if (!Objects.equals(actual, expected)) throw new AssertionError(what + " is " + actual + ", expected " + expected);
    }

    private static void fails(Class<? extends Exception> kind, Future<?> future) throws InterruptedException {
        try {
            throw new AssertionError(kind.getSimpleName() + " was expected, but the answer is " + future.get());
        } catch (ExecutionException e) {
            if (!kind.isInstance(e.getCause())) throw new AssertionError(kind.getSimpleName() + " was expected, but it is " + e.getCause(), e.getCause());
        }
    }

    private static void fails(Class<? extends Exception> kind, KafkaFuture<?> future) throws InterruptedException {
        fails(kind, (Future<?>) future.toCompletionStage().toCompletableFuture());
    }

    private static void until(BooleanSupplier condition, Supplier<String> what) {
        long end = System.nanoTime() + 45_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("waited in vain: " + what.get());
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
