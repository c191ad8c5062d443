import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A group member that a test talks to: Member HOST:PORT GROUP TOPIC range|roundrobin at-most-once|at-least-once. It says "assigned 0,1" when its
 * partitions change, and "read PARTITION VALUE" for each record: at most once, when the group has its commit, or at least
 * once, before it. A commit that fails it tells as "not committed", with the reason. The line "leave" makes it leave the
 * group and end; it then says "left".
 */
public final class Member {
    private static volatile boolean leave;

    public static void main(String[] arguments) {
        Thread listener = new Thread(Member::listen);
        listener.setDaemon(true);
        listener.start();
        boolean tellsFirst = arguments[4].equals("at-least-once");
        String assignor = arguments[3].equals("range") ? "RangeAssignor" : "RoundRobinAssignor";
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
            Map.of("bootstrap.servers", arguments[0], "group.id", arguments[1], "auto.offset.reset", "earliest", "enable.auto.commit", "false",
                "session.timeout.ms", "10000", "heartbeat.interval.ms", "300",
                "partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor),
            new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(arguments[2]), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                    // Everything that was read is committed already.
                }

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    say("assigned " + partitions.stream().map(p -> "" + p.partition()).sorted().collect(Collectors.joining(",")));
                }
            });
            while (!leave) {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(100));
                if (records.isEmpty()) continue;
                if (tellsFirst) tell(records);
                try {
                    consumer.commitSync();
                } catch (CommitFailedException | RebalanceInProgressException e) {
                    say("not committed: " + e);
                    continue;
                }
                if (!tellsFirst) tell(records);
            }
        }
        say("left");
    }

    private static void tell(ConsumerRecords<String, String> records) {
        for (ConsumerRecord<String, String> r : records) say("read " + r.partition() + " " + r.value());
    }

    private static void listen() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
            String line;
            do {
                line = lines.readLine();
            } while (line != null && !line.equals("leave"));
        } catch (java.io.IOException e) {
            say("cannot listen: " + e);
        }
        leave = true;
    }

    private static synchronized void say(String text) {
        System.out.println(text);
        System.out.flush();
    }
}
