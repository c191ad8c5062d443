/* librdkafka's mock cluster, driven by lines on standard input. First line of output: its bootstrap servers. Each command is answered by "ok". */
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    char error[512], line[1024], topic[256];
    int a, b;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_t *handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof(error));
    if (!handle) { fprintf(stderr, "%s\n", error); return 1; }
    rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(handle, argc > 1 ? atoi(argv[1]) : 3);
    printf("%s\n", rd_kafka_mock_cluster_bootstraps(cluster));
    fflush(stdout);
    while (fgets(line, sizeof(line), stdin)) {
        if (sscanf(line, "topic %255s %d %d", topic, &a, &b) == 3) {
            rd_kafka_mock_topic_create(cluster, topic, a, b);
        } else if (sscanf(line, "leader %255s %d %d", topic, &a, &b) == 3) {
            rd_kafka_mock_partition_set_leader(cluster, topic, a, b);
        } else if (sscanf(line, "down %d", &a) == 1) {
            rd_kafka_mock_broker_set_down(cluster, a);
        } else if (sscanf(line, "up %d", &a) == 1) {
            rd_kafka_mock_broker_set_up(cluster, a);
        } else if (sscanf(line, "rtt %d %d", &a, &b) == 2) {
            rd_kafka_mock_broker_set_rtt(cluster, a, b);
        } else if (strncmp(line, "errors ", 7) == 0) {
            rd_kafka_resp_err_t codes[64];
            size_t count = 0;
            char *word = strtok(line + 7, " \n");
            int16_t api = (int16_t)atoi(word ? word : "0");
            while ((word = strtok(NULL, " \n")) && count < 64) codes[count++] = (rd_kafka_resp_err_t)atoi(word);
            rd_kafka_mock_push_request_errors_array(cluster, api, count, codes);
        } else {
            printf("unknown\n");
            fflush(stdout);
            continue;
        }
        printf("ok\n");
        fflush(stdout);
    }
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(handle);
    return 0;
}
