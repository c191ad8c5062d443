using System.Text.RegularExpressions;

namespace Vicinity.Architecture.Tests;

/// <summary>State machines and domains take time and chance as arguments and do no input or output, so that a run can be repeated.</summary>
public sealed partial class PurityTests
{
    [GeneratedRegex(@"^src/(apps/[^/]+/Domain/|apps/Vicinity\.Geo/|engine/Vicinity\.(Model|Consensus|Membership)/|engine/Vicinity\.Broker/Groups/(ConsumerGroup[^/]*|GroupMember|MemberRoster|JoinAttempt|SyncAttempt|GroupProtocol|GroupState)\.cs$)")]
    private static partial Regex PureFile();

    [GeneratedRegex(@"\b(DateTime\.(Utc)?Now|DateTime\.Today|DateTimeOffset\.(Utc)?Now|Random\.Shared|new Random\(\)|Guid\.(NewGuid|CreateVersion7)|Environment\.TickCount(64)?|Stopwatch|RandomNumberGenerator|TimeProvider\.System|Thread|Task|ValueTask|Timer|Socket|TcpClient|UdpClient|HttpClient|File|FileStream|Directory|Console|ILogger)\b")]
    private static partial Regex ImpureName();

    [GeneratedRegex(@"//.*$|""(\\.|[^""\\])*""", RegexOptions.Multiline)]
    private static partial Regex CommentOrText();

    [Fact]
    public void Pure_folders_use_no_clock_no_chance_and_no_input_or_output()
    {
        IEnumerable<string> wrong =
            from file in Repository.Files
            where file.EndsWith(".cs", StringComparison.Ordinal) && PureFile().IsMatch(file)
            from Match use in ImpureName().Matches(CommentOrText().Replace(Repository.Read(file), ""))
            select $"{file}: {use.Value}";
        wrong.Distinct().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("src/apps/Vicinity.Traffic/Domain/Views/HeatGrid.cs", true)]
    [InlineData("src/engine/Vicinity.Broker/Groups/ConsumerGroup.Joining.cs", true)]
    [InlineData("src/engine/Vicinity.Broker/Groups/GroupCoordinator.cs", false)]
    [InlineData("src/engine/Vicinity.Storage/Log/PartitionLog.cs", false)]
    public void A_folder_is_pure_by_its_place(string file, bool pure) => PureFile().IsMatch(file).ShouldBe(pure);
}
