using System.Text.Json;
using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Borrowers;

/// <summary>Changes a borrower (JSON Merge Patch). The event says which parts of the identity changed, never their values.</summary>
internal static class ChangeBorrower
{
    private static readonly string[] PublicFields = ["kind", "schoolId", "className"];

    public static void Map(RouteGroupBuilder borrowers) =>
        borrowers.MapPatch("{id:guid}", Handle).Does(nameof(ChangeBorrower), Permission.ManagePeople).TakesPatchOf<RegisterBorrower.Request>();

    /// <summary>Changes a borrower: send only the members that change, with the ETag in If-Match.</summary>
    internal static async Task<Returns<Borrower>> Handle(Guid id, JsonElement patch, Db db, HttpContext context, CancellationToken stop)
    {
        var ifMatch = IfMatch.Required(context);
        return ifMatch.Refusal is { } refusal ? (Outcome<Borrower>)refusal : await Run(db, id, ifMatch.Value!, patch, stop);
    }

    public static async Task<Outcome<Borrower>> Run(Db db, Guid id, IfMatch ifMatch, JsonElement patch, CancellationToken stop)
    {
        if (await Borrower.Find(db, id, stop) is not { LastName: not null } borrower) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(borrower.Version) is { } stale) return stale;
        var before = new RegisterBorrower.Request
        {
            Kind = borrower.Kind, LastName = borrower.LastName, FirstName = borrower.FirstName!, SchoolId = borrower.SchoolId, ClassName = borrower.ClassName,
            BirthDate = borrower.BirthDate, DeclaredNeed = borrower.DeclaredNeed, ExternalId = borrower.ExternalId, Guardians = borrower.Guardians,
        };
        var merged = MergePatch.Apply(before, patch);
        if (merged.Refusal is { } invalid) return invalid;
        var after = merged.Value!;
        if (MergePatch.Changes(before, after) is null) return borrower;
        if (await RegisterBorrower.Refuse(db, after, stop) is { } refusal) return refusal;
        return await db.Write<Borrower>(async tx =>
        {
            var changed = await tx.Execute(UpdateSql, new { id, borrower.Version, after.Kind, after.SchoolId, className = TextKey.Tidy(after.ClassName), after.DeclaredNeed, now = tx.Now });
            if (changed == 0) return Errors.VersionConflict.Refuse(("version", borrower.Version + 1));
            if (!await Identity.Write(tx, id, after)) return BorrowerErrors.ExternalIdTaken.Refuse();
            tx.Record(new Event { Name = "change_borrower", BorrowerId = id, Changes = WithoutIdentity(MergePatch.Changes(before, after)) });
            var now = (await tx.One<Borrower>(Borrower.ByIdSql, new { id }))!;
            return now with { Guardians = await tx.List<Guardian>(Borrower.GuardiansSql, new { id }) };
        }, stop);
    }

    /// <summary>Events live for ever and names must not: an identity field is told as changed, without old and new.</summary>
    public static string? WithoutIdentity(string? changes)
    {
        if (changes is null) return null;
        var fields = JsonNode.Parse(changes)!.AsObject();
        foreach (var name in fields.Select(field => field.Key).Except(PublicFields, StringComparer.Ordinal).ToList())
            fields[name] = new JsonObject { ["changed"] = true };
        return fields.ToJsonString(Json.Options);
    }

    public const string UpdateSql = """
        update borrower set kind = @kind, school_id = @schoolId, class_name = @className, declared_need = @declaredNeed, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and version = @version
        """;
}
