using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Organisations;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>Registers a supplier. Its name is unique, whatever the case and the spaces.</summary>
internal static class RegisterSupplier
{
    public static void Map(RouteGroupBuilder suppliers) => suppliers.MapPost("", Handle).Does(nameof(RegisterSupplier), Permission.ManagePurchasing);

    internal sealed record Request
    {
        [Text(200)] public required string Name { get; init; }
        /// <summary>14 digits with their check digit; spaces do not count.</summary>
        [Text(30)] public string? Siret { get; init; }
        /// <summary>A mailbox of the company, not of a person.</summary>
        [Text(254)] public string? Email { get; init; }
    }

    /// <summary>Registers a supplier.</summary>
    internal static async Task<Creates<Supplier>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<Supplier>> Run(Db db, Request request, CancellationToken stop)
    {
        var read = Read(request);
        if (read.Refusal is { } unreadable) return unreadable;
        var (name, siret, email) = (read.Value!.Name, read.Value.Siret, read.Value.Email);
        return await db.Write<Supplier>(async tx =>
        {
            var id = Id.New();
            if (await tx.Execute(InsertSql, new { id, name, nameKey = DeviceModel.Key(name), siret, email, now = tx.Now }) == 0) return PurchasingErrors.SupplierTaken.Refuse(("name", name));
            tx.Record(new Event { Name = "register_supplier", SubjectId = id });
            return (await tx.One<Supplier>(Supplier.ByIdSql, new { id }))!;
        }, stop);
    }

    /// <summary>As it is kept: tidy, the SIRET without spaces.</summary>
    public static Outcome<Request> Read(Request request)
    {
        var errors = new List<FieldError>();
        string? siret = null;
        if (TextKey.Tidy(request.Siret) is { } typed && !Siret.TryParse(typed, out siret)) errors.Add(new FieldError("/siret", Errors.InvalidFormat, ("expected", "SIRET")));
        var email = TextKey.Tidy(request.Email);
        if (email is not null && (email.Count(c => c == '@') != 1 || email[0] == '@' || email[^1] == '@' || email.Contains(' ', StringComparison.Ordinal)))
            errors.Add(new FieldError("/email", Errors.InvalidFormat, ("expected", "commandes@exemple.fr")));
        return errors.Count > 0 ? Refusal.Invalid(errors) : new Request { Name = request.Name.Trim(), Siret = siret, Email = email };
    }

    public const string InsertSql = """
        insert into supplier (id, organisation_id, name, name_key, siret, email, created_at, updated_at, version)
        values (@id, @organisationId, @name, @nameKey, @siret, @email, @now, @now, 1)
        on conflict do nothing
        """;
}
