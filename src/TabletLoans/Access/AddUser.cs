using System.Security.Cryptography;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Gives a person a role in an organisation; the account is made at the first. Who has one keeps its password.</summary>
internal static class AddUser
{
    public static void Map(RouteGroupBuilder users) => users.MapPost("", Handle).Does(nameof(AddUser), Permission.ManageAccess);

    internal sealed record Request : IPlaceOfGrant
    {
        [Text(254)] public required string Email { get; init; }
        [OneOf<GrantedRoles>] public required string Role { get; init; }
        /// <summary>UAIs of the schools that the role is limited to; or everySchool.</summary>
        [Items(1000)] public IReadOnlyList<string>? Schools { get; init; }
        /// <summary>true: the role counts in the whole organisation.</summary>
        public bool EverySchool { get; init; }
    }

    /// <summary>Adds a person. Who is new gets a link to choose a password, told in this answer alone: an Idempotency-Key does not make it come again.</summary>
    internal static async Task<Creates<AddedUser>> Handle(Request request, Database database, Db db, CancellationToken stop) => await Run(database, db, request, stop);

    public static async Task<Outcome<AddedUser>> Run(Database database, Db db, Request request, CancellationToken stop)
    {
        var place = await GrantRows.Resolve(database, db.Scope, request, stop);
        if (place.Refusal is { } refusal) return refusal;
        var added = await Run(database, place.Value!, request.Email, request.Role, null, stop);
        return added.Refusal is { } refused ? refused : AddedUser.From((await User.Find(db, added.Value.Id, stop))!, added.Value.Link);
    }

    /// <summary>From the command line.</summary>
    public static async Task<Outcome<Guid>> Run(Database database, string organisation, string email, string role, IReadOnlyList<string> uais, string password, CancellationToken stop)
    {
        if (!Passwords.IsStrongEnough(password)) return Refusal.Invalid("/password", AccessErrors.WeakPassword);
        var place = await GrantRows.Resolve(database, organisation, role, uais, stop);
        if (place.Refusal is { } refusal) return refusal;
        var added = await Run(database, place.Value!, email, role, password, stop);
        return added.Refusal is { } refused ? refused : added.Value.Id;
    }

    /// <param name="database">Where the account stands, whatever the organisation.</param>
    /// <param name="place">The organisation and the schools.</param>
    /// <param name="email">The account's address.</param>
    /// <param name="role">The role given.</param>
    /// <param name="password">null: the person chooses one, by a link.</param>
    /// <param name="stop">The request's end.</param>
    private static async Task<Outcome<(Guid Id, PasswordLink? Link)>> Run(Database database, GrantRows place, string email, string role, string? password, CancellationToken stop)
    {
        if (email.Length > 254 || !System.Net.Mail.MailAddress.TryCreate(email.Trim(), out var read) || read.Address != email.Trim()) return Refusal.Invalid("/email", Errors.InvalidFormat, ("expected", "name@example.org"));
        var hash = Passwords.Hash(password ?? ApiKey.New());
        return await database.Write<(Guid, PasswordLink?)>(async writes =>
        {
            var now = database.Clock.GetInstant();
            var isNew = await writes.Execute(InsertSql, new { id = Id.New(), email = email.Trim(), key = Account.Key(email), hash, stamp = NewStamp(), now }) == 1;
            var account = (await writes.One<Account>(Account.ByEmailSql, new { key = Account.Key(email) }))!;
            if (!await place.Write(writes, account.Id, role, now)) return AccessErrors.EmailTaken.Refuse();
            writes.Add(place.Event("add_user", account.Id, now));
            if (!isNew || password is not null) return (account.Id, null);
            await writes.Execute(PendingSql, new { account.Id });
            return (account.Id, await PasswordLink.Make(writes, place, account.Id, now));
        }, stop);
    }

    public static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public const string InsertSql = """
        insert into account (id, email, email_key, password_hash, security_stamp, failed_sign_ins, created_at)
        values (@id, @email, @key, @hash, @stamp, 0, @now)
        on conflict do nothing
        """;

    public const string PendingSql = "update account set password_pending = true where id = @id";
}

/// <summary>A person who was added, and how they come in.</summary>
internal sealed record AddedUser : IResource
{
    public static string Collection => "users";

    public required Guid Id { get; init; }
    public required User User { get; init; }
    /// <summary>Absent where the person has an account already: its password stays.</summary>
    public PasswordLink? Link { get; init; }

    public long Version => 1;

    public static AddedUser From(User user, PasswordLink? link) => new() { Id = user.Id, User = user, Link = link };
}
