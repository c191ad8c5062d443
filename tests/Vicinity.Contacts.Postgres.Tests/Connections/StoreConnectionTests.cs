namespace Vicinity.Contacts.Postgres.Tests;

public sealed class StoreConnectionTests
{
    [Theory]
    [InlineData("Host=db;Colour=blue;Password=secret")]
    [InlineData("secret")]
    [InlineData("Password=secret")]
    [InlineData("Host=db;Port=secret")]
    [InlineData("Host=db;Port=99999999;Password=secret")]
    [InlineData("postgres://vicinity:secret@db/vicinity")]
    public void A_connection_string_that_is_none_is_refused_and_not_repeated(string text)
    {
        string message = Should.Throw<StoreException>(() => StoreConnection.Parse(text)).Message;
        message.ShouldContain("the connection string of the store");
        message.ShouldNotContain("secret");
    }

    [Fact]
    public void What_is_shown_of_it_holds_no_password() =>
        StoreConnection.Parse("Host=db;Port=5433;Database=vicinity;Username=me;Password=secret").ToString().ShouldBe("db:5433/vicinity");
}
