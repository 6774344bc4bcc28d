using System.Text.Json.Nodes;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Changes the role of a person, or the schools that it is limited to. It counts from their next request on.</summary>
internal static class ChangeGrant
{
    public static void Map(RouteGroupBuilder users) => users.MapPut("{id:guid}/grant", Handle).Does(nameof(ChangeGrant), Permission.ManageAccess);

    internal sealed record Request : IPlaceOfGrant
    {
        [OneOf<GrantedRoles>] public required string Role { get; init; }
        /// <summary>UAIs of the schools that the role is limited to; or everySchool.</summary>
        [Items(1000)] public IReadOnlyList<string>? Schools { get; init; }
        /// <summary>true: the role counts in the whole organisation.</summary>
        public bool EverySchool { get; init; }
    }

    /// <summary>Changes the role of a person and where it counts.</summary>
    internal static async Task<Returns<User>> Handle(Guid id, Request request, Database database, Db db, CancellationToken stop) => await Run(database, db, id, request, stop);

    public static async Task<Outcome<User>> Run(Database database, Db db, Guid id, Request request, CancellationToken stop)
    {
        if (await User.Find(db, id, stop) is not { } before) return Errors.NotFound.Refuse();
        var place = await GrantRows.Resolve(database, db.Scope, request, stop);
        if (place.Refusal is { } refusal) return refusal;
        var isAdministrator = request.Role == Roles.Administrator && request.EverySchool;
        var written = await db.Write<User>(async tx =>
        {
            if (await GrantRules.Refuse(tx, id, isAdministrator) is { } refused) return refused;
            await tx.Execute(ChangeSql, new { id, request.Role, request.EverySchool });
            await place.Value!.WriteSchools(tx.Writes, id);
            var schools = await tx.List<SchoolsOfGrants.Row>($"{SchoolsOfGrants.OfSql} and gs.principal_id = @id order by s.uai", new { id });
            var after = before with { Role = request.Role, EverySchool = request.EverySchool, Schools = [.. schools.Select(row => row.Uai)] };
            if (MergePatch.Changes(Told(before), Told(after)) is { } changes) tx.Record(new Event { Name = "change_grant", SubjectId = id, Changes = changes });
            return after;
        }, stop);
        return written;
    }

    private static JsonObject Told(User user) => new() { ["role"] = user.Role, ["schools"] = user.EverySchool ? "*" : string.Join(' ', user.Schools) };

    public const string ChangeSql = "update access_grant set role = @role, every_school = @everySchool where organisation_id = @organisationId and principal_id = @id and withdrawn_at is null";
}

/// <summary>Withdraws the role of a person: their sessions here end at once. What they did stays told in their name.</summary>
internal static class WithdrawGrant
{
    public static void Map(RouteGroupBuilder users) => users.MapPost("{id:guid}/withdraw", Handle).Does(nameof(WithdrawGrant), Permission.ManageAccess);

    /// <summary>Withdraws a person's role in the organisation; their sessions end.</summary>
    internal static async Task<Returns<User>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<User>> Run(Db db, Guid id, CancellationToken stop)
    {
        if (await User.Find(db, id, stop) is not { } user) return Errors.NotFound.Refuse();
        return await db.Write<User>(async tx =>
        {
            if (await GrantRules.Refuse(tx, id, staysAdministrator: false) is { } refusal) return refusal;
            await tx.Execute(WithdrawSql, new { id, now = tx.Now });
            await tx.Execute(PasswordLink.ForgetSql, new { accountId = id });
            // Of an account that is used elsewhere the sessions go on there; here no request of theirs finds a role any more.
            if (await tx.One<long>(PasswordLink.ElsewhereSql, new { id }) == 0) await tx.Execute(EndSessionsSql, new { id, stamp = AddUser.NewStamp() });
            tx.Record(new Event { Name = "withdraw_grant", SubjectId = id });
            return user with { State = "withdrawn", WithdrawnAt = tx.Now };
        }, stop);
    }

    public const string WithdrawSql = "update access_grant set withdrawn_at = @now where organisation_id = @organisationId and principal_id = @id and withdrawn_at is null";
    public const string EndSessionsSql = "update account set security_stamp = @stamp where id = @id";
}

/// <summary>Gives a withdrawn role back, as it was.</summary>
internal static class RestoreGrant
{
    public static void Map(RouteGroupBuilder users) => users.MapPost("{id:guid}/restore", Handle).Does(nameof(RestoreGrant), Permission.ManageAccess);

    /// <summary>Gives a person's withdrawn role back, as it was.</summary>
    internal static async Task<Returns<User>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<User>> Run(Db db, Guid id, CancellationToken stop)
    {
        if (await User.Find(db, id, stop) is not { } user) return Errors.NotFound.Refuse();
        if (user.Role == Roles.OfThePlatform) return AccessErrors.OfThePlatform.Refuse();
        return await db.Write<User>(async tx =>
        {
            if (await tx.Execute(RestoreSql, new { id }) == 0) return AccessErrors.GrantInForce.Refuse();
            tx.Record(new Event { Name = "restore_grant", SubjectId = id });
            var row = (await tx.One<UserRow>(UserRow.ByIdSql, new { id }))!;
            return row.View(tx.Now, user.Schools.ToLookup(_ => id));
        }, stop);
    }

    public const string RestoreSql = "update access_grant set withdrawn_at = null where organisation_id = @organisationId and principal_id = @id and withdrawn_at is not null";
}

/// <summary>What stands against changing or withdrawing a role.</summary>
internal static class GrantRules
{
    /// <summary>Within the transaction: of two administrators who withdraw each other at once, one is told that it would be the last.</summary>
    public static async Task<Refusal?> Refuse(Tx tx, Guid id, bool staysAdministrator)
    {
        await tx.Execute(OneAtATimeSql);
        var user = (await tx.One<UserRow>(UserRow.ByIdSql, new { id }))!;
        var reasons = new List<Reason>();
        if (user.WithdrawnAt is not null) reasons.Add(AccessErrors.GrantWithdrawn.With());
        if (user.Role == Roles.OfThePlatform) reasons.Add(AccessErrors.OfThePlatform.With());
        if (id == tx.Scope.PrincipalId) reasons.Add(AccessErrors.OwnAccount.With());
        if (!staysAdministrator && user is { Role: Roles.Administrator, EverySchool: true, WithdrawnAt: null } && await tx.One<long>(OthersSql, new { id }) == 0) reasons.Add(AccessErrors.LastAdministrator.With());
        return Refusal.From(reasons);
    }

    // The row lock of the organisation puts those who change its grants in order.
    public const string OneAtATimeSql = "update organisation set version = version where id = @organisationId";

    public const string OthersSql = """
        select count(*) from access_grant g join account a on a.id = g.principal_id
        where g.organisation_id = @organisationId and g.role = 'organisation_admin' and g.every_school and g.withdrawn_at is null
          and a.disabled_at is null and not a.password_pending and a.id <> @id
        """;
}
