// Scenarios of Sarama. usage: scenarios SCENARIO HOST:PORT [ARGUMENT...]; a scenario passes by ending with 0.
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"sort"
	"strconv"
	"sync"
	"time"

	"github.com/Shopify/sarama"
)

var (
	scenario  = os.Args[1]
	bootstrap = []string{os.Args[2]}
	arguments = os.Args[3:]
)

func fail(format string, values ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(1)
}

func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func equal(actual, expected interface{}, what string) {
	if fmt.Sprint(actual) != fmt.Sprint(expected) {
		fail("%s: %v, not %v", what, actual, expected)
	}
}

func until(condition func() bool, what func() string) {
	for end := time.Now().Add(45 * time.Second); !condition(); time.Sleep(30 * time.Millisecond) {
		if time.Now().After(end) {
			fail("waited in vain: %s", what())
		}
	}
}

func name(stem string) string {
	return fmt.Sprintf("%s-%d-%d", stem, os.Getpid(), time.Now().UnixNano())
}

func config() *sarama.Config {
	c := sarama.NewConfig()
	c.Version = sarama.V2_2_0_0
	c.ClientID = "sarama-interop"
	c.Producer.Return.Successes = true
	c.Producer.RequiredAcks = sarama.WaitForAll
	c.Consumer.Offsets.Initial = sarama.OffsetOldest
	c.Consumer.Offsets.CommitInterval = 100 * time.Millisecond
	c.Consumer.Group.Session.Timeout = 6 * time.Second
	c.Consumer.Group.Heartbeat.Interval = 300 * time.Millisecond
	c.Metadata.RefreshFrequency = time.Second
	return c
}

func admin() sarama.ClusterAdmin {
	a, err := sarama.NewClusterAdmin(bootstrap, config())
	must(err)
	return a
}

func newTopic(partitions int32) string {
	topic := name("t")
	a := admin()
	defer a.Close()
	must(a.CreateTopic(topic, &sarama.TopicDetail{NumPartitions: partitions, ReplicationFactor: 1}, false))
	return topic
}

// produce sends the numbers from..to-1 round the partitions, each of which must be stored where the one before it was plus one.
func produce(topic string, from, to, partitions int, change func(*sarama.Config)) {
	c := config()
	c.Producer.Partitioner = sarama.NewManualPartitioner
	if change != nil {
		change(c)
	}
	p, err := sarama.NewSyncProducer(bootstrap, c)
	must(err)
	defer p.Close()
	var messages []*sarama.ProducerMessage
	for i := from; i < to; i++ {
		messages = append(messages, &sarama.ProducerMessage{
			Topic: topic, Partition: int32(i % partitions), Key: sarama.StringEncoder("k" + strconv.Itoa(i)), Value: sarama.StringEncoder(strconv.Itoa(i)),
			Headers: []sarama.RecordHeader{{Key: []byte("h"), Value: []byte(strconv.Itoa(i))}}})
	}
	must(p.SendMessages(messages))
}

type member struct {
	sync.Mutex
	read   []*sarama.ConsumerMessage
	tell   bool
	group  sarama.ConsumerGroup
	cancel context.CancelFunc
	done   chan bool
}

func (m *member) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (m *member) Cleanup(sarama.ConsumerGroupSession) error { return nil }
func (m *member) ConsumeClaim(s sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for message := range claim.Messages() {
		m.Lock()
		m.read = append(m.read, message)
		m.Unlock()
		s.MarkMessage(message, "")
		if m.tell {
			fmt.Printf("read %d %s\n", message.Offset, message.Value)
		}
	}
	return nil
}

func join(group, topic string, tell bool) *member {
	g, err := sarama.NewConsumerGroup(bootstrap, group, config())
	must(err)
	context, cancel := context.WithCancel(context.Background())
	m := &member{tell: tell, group: g, cancel: cancel, done: make(chan bool)}
	go func() {
		defer close(m.done)
		for context.Err() == nil {
			if err := g.Consume(context, []string{topic}, m); err != nil && context.Err() == nil {
				time.Sleep(100 * time.Millisecond)
			}
		}
	}()
	return m
}

func (m *member) count() int {
	m.Lock()
	defer m.Unlock()
	return len(m.read)
}

func (m *member) leave() {
	m.cancel()
	<-m.done
	must(m.group.Close())
}

func arrive(members []*member, count int) {
	sum := func() (n int) {
		for _, m := range members {
			n += m.count()
		}
		return
	}
	until(func() bool { return sum() >= count }, func() string { return fmt.Sprintf("%d of %d messages", sum(), count) })
}

func producesAndReads() {
	codecs := map[string]sarama.CompressionCodec{"none": sarama.CompressionNone, "gzip": sarama.CompressionGZIP, "snappy": sarama.CompressionSnappy, "lz4": sarama.CompressionLZ4}
	topic := newTopic(1)
	produce(topic, 0, 500, 1, func(c *sarama.Config) { c.Producer.Compression = codecs[arguments[0]] })
	m := join(name("g"), topic, false)
	arrive([]*member{m}, 500)
	m.leave()
	for i, r := range m.read {
		equal(fmt.Sprint(r.Offset, string(r.Key), string(r.Value), string(r.Headers[0].Value)), fmt.Sprint(i, "k"+strconv.Itoa(i), strconv.Itoa(i), strconv.Itoa(i)), "record")
	}
}

func idempotentProducer() {
	topic := newTopic(3)
	produce(topic, 0, 300, 3, func(c *sarama.Config) {
		c.Producer.Idempotent = true
		c.Net.MaxOpenRequests = 1
	})
	m := join(name("g"), topic, false)
	arrive([]*member{m}, 300)
	m.leave()
	seen := map[int32]int{}
	for _, r := range m.read {
		equal(string(r.Value), strconv.Itoa(seen[r.Partition]*3+int(r.Partition)), "value")
		seen[r.Partition]++
	}
}

func groupSharesATopicAndSurvivesALeaver() {
	topic, group := newTopic(4), name("g")
	members := []*member{join(group, topic, false), join(group, topic, false)}
	sent := 0
	more := func() {
		produce(topic, sent, sent+40, 4, nil)
		sent += 40
		arrive(members, sent)
	}
	until(func() bool { more(); return members[0].count() > 0 && members[1].count() > 0 }, func() string { return "both members read" })
	members[1].leave()
	before := members[0].count()
	produce(topic, sent, sent+40, 4, nil)
	sent += 40
	arrive(members[:1], before+40)
	members[0].leave()
	values := map[string]bool{}
	for _, m := range members {
		for _, r := range m.read {
			values[string(r.Value)] = true
		}
	}
	equal(len(values), sent, "records")
}

func groupGoesOnFromWhatItCommitted() {
	topic, group := newTopic(1), name("g")
	produce(topic, 0, 10, 1, nil)
	first := join(group, topic, false)
	arrive([]*member{first}, 10)
	first.leave()
	produce(topic, 10, 13, 1, nil)
	next := join(group, topic, false)
	arrive([]*member{next}, 3)
	next.leave()
	var values []string
	for _, r := range next.read {
		values = append(values, string(r.Value))
	}
	equal(values, []string{"10", "11", "12"}, "records after the commit")
}

func topicsAndGroupsAreAdministered() {
	a := admin()
	defer a.Close()
	topic, group, retention := name("t"), name("g"), "123456"
	must(a.CreateTopic(topic, &sarama.TopicDetail{NumPartitions: 2, ReplicationFactor: 1, ConfigEntries: map[string]*string{"retention.ms": &retention}}, false))
	if a.CreateTopic(topic, &sarama.TopicDetail{NumPartitions: 2, ReplicationFactor: 1}, false) == nil {
		fail("a topic was created twice")
	}
	must(a.CreatePartitions(topic, 3, nil, false))
	until(func() bool {
		described, err := a.DescribeTopics([]string{topic})
		return err == nil && len(described[0].Partitions) == 3
	}, func() string { return "three partitions" })
	configs, err := a.DescribeConfig(sarama.ConfigResource{Type: sarama.TopicResource, Name: topic, ConfigNames: []string{"retention.ms"}})
	must(err)
	equal(configs[0].Value, retention, "retention.ms")
	produce(topic, 0, 9, 3, nil)
	m := join(group, topic, false)
	arrive([]*member{m}, 9)
	groups, err := a.DescribeConsumerGroups([]string{group})
	must(err)
	equal([]interface{}{groups[0].State, len(groups[0].Members)}, []interface{}{"Stable", 1}, "group")
	m.leave()
	offsets, err := a.ListConsumerGroupOffsets(group, map[string][]int32{topic: {0, 1, 2}})
	must(err)
	var committed []int
	for _, block := range offsets.Blocks[topic] {
		committed = append(committed, int(block.Offset))
	}
	sort.Ints(committed)
	equal(committed, []int{3, 3, 3}, "committed offsets")
	must(a.DeleteRecords(topic, map[int32]int64{0: 2}))
	client, err := sarama.NewClient(bootstrap, config())
	must(err)
	defer client.Close()
	start, err := client.GetOffset(topic, 0, sarama.OffsetOldest)
	must(err)
	equal(start, 2, "log start")
	all, err := a.ListConsumerGroups()
	must(err)
	equal(all[group], "consumer", "listed group")
	must(a.DeleteTopic(topic))
}

// readsOverRestarts says what it reads and ends when told to; the node may stop and start meanwhile.
func readsOverRestarts() {
	m := join(arguments[1], arguments[0], true)
	fmt.Println("ready")
	bufio.NewReader(os.Stdin).ReadString('\n')
	m.leave()
}

func main() {
	map[string]func(){
		"produces_and_reads":                         producesAndReads,
		"idempotent_producer":                        idempotentProducer,
		"group_shares_a_topic_and_survives_a_leaver": groupSharesATopicAndSurvivesALeaver,
		"group_goes_on_from_what_it_committed":       groupGoesOnFromWhatItCommitted,
		"topics_and_groups_are_administered":         topicsAndGroupsAreAdministered,
		"reads_over_restarts":                        readsOverRestarts,
	}[scenario]()
}
