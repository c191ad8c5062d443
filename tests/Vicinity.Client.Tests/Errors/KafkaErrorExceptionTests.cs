using Vicinity.Model;

namespace Vicinity.Client.Tests;

public sealed class KafkaErrorExceptionTests
{
    [Theory]
    [InlineData(null, "topic t: A topic of this name exists already [TOPIC_ALREADY_EXISTS].")]
    [InlineData("", "topic t: A topic of this name exists already [TOPIC_ALREADY_EXISTS].")]
    [InlineData("Topic 't' already exists.", "topic t: Topic 't' already exists [TOPIC_ALREADY_EXISTS].")]
    [InlineData("TOPIC_ALREADY_EXISTS", "topic t: A topic of this name exists already [TOPIC_ALREADY_EXISTS].")]
    [InlineData("TOPIC_ALREADY_EXISTS: Topic 't' already exists.", "topic t: Topic 't' already exists [TOPIC_ALREADY_EXISTS].")]
    [InlineData("Topic 't' already exists [TOPIC_ALREADY_EXISTS].", "topic t: Topic 't' already exists [TOPIC_ALREADY_EXISTS].")]
    public void An_error_is_told_once_in_words_and_once_by_its_name(string? serverText, string message) =>
        new KafkaErrorException(ErrorCode.TopicAlreadyExists, "topic t", serverText).Message.ShouldBe(message);
}
