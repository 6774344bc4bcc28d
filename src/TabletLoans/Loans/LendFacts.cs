using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>What the rules of lending look at: the device, the borrower and the rule, read before the write queue.</summary>
internal sealed record LendFacts(DeviceRow Device, BorrowerFacts Borrower, LendingRule Rule, string Kind, DueDate Due, DueDate RuleDue)
{
    /// <summary>As seen at the hand-over, else as known.</summary>
    public required string Grade { get; init; }

    /// <summary>Tablets and computers count towards the borrower's limit; screens and chargers do not.</summary>
    public bool CountsAsMain => DeviceKinds.Main.Contains(Device.ModelKind);

    /// <summary>Where the loan belongs: the school that holds the device, else the borrower's.</summary>
    public Guid? SchoolId => Device.SchoolId ?? Borrower.SchoolId;

    public static async Task<Outcome<LendFacts>> Read(Db db, LendDevice.Request request, CancellationToken stop)
    {
        var device = await FindDevice.Run(db, request.Device, anywhere: false, stop);
        if (device.Refusal is { } unknown) return unknown;
        if (request.SpareForLoanId is { } spareFor && (await db.One<LoanRow>(LoanRow.ByIdSql, new { id = spareFor }, stop))?.BorrowerId != request.BorrowerId)
            return Refusal.Invalid("/spareForLoanId", Errors.UnknownReference);
        // The condition seen at the desk counts, not the one in the books.
        return await Read(db, device.Value!, request.Condition?.Grade, request.BorrowerId!.Value, request.Kind, request.DueOn, stop);
    }

    public static async Task<Outcome<LendFacts>> Read(Db db, DeviceRow device, string? grade, Guid borrowerId, string? asked, DateOnly? dueOn, CancellationToken stop)
    {
        var today = db.Today;
        if (dueOn < today) return Refusal.Invalid("/dueOn", Errors.EndBeforeStart, ("start", today));
        if (await db.One<BorrowerFacts>(BorrowerFacts.Sql, new { borrowerId, deviceId = device.Id, device.FundingLineId, today, kind = asked }, stop) is not { } borrower)
            return Refusal.Invalid("/borrowerId", Errors.UnknownReference);
        var kind = asked ?? LoanKinds.Of(borrower.Kind);
        var rule = borrower.Rule(kind);
        var ruleDue = DueDate.Of(rule, today, borrower.SchoolYearEnds, borrower.ClassName);
        return new LendFacts(device, borrower, rule, kind, dueOn is null ? ruleDue : new DueDate(dueOn, "given"), ruleDue) { Grade = grade ?? device.Grade };
    }

    /// <summary>Why the device cannot leave: nobody can go past these.</summary>
    public IEnumerable<Reason> DeviceReasons()
    {
        if (Device.LoanId is { } loan) yield return LoanErrors.AlreadyOnLoan.With(("assetTag", Device.AssetTag), ("loanId", loan));
        else if (Device.State == DeviceStates.OnLoan.Code) yield return LoanErrors.AlreadyOnLoan.With(("assetTag", Device.AssetTag), ("loanId", null));
        else if (!DeviceLifecycle.Row("lend").StartsFrom(Device.State))
            yield return LoanErrors.NotLendable.With(("assetTag", Device.AssetTag), ("state", Device.State), ("from", DeviceLifecycle.Row("lend").From.Select(state => state.Code).ToList()));
        if (Device.Held) yield return DeviceErrors.DeviceHeld.With(("assetTag", Device.AssetTag));
        if (!Grades.IsLendable(Grade)) yield return LoanErrors.GradeNotLendable.With(("assetTag", Device.AssetTag), ("grade", Grade));
        // Who had it last may have it again with the same data on it.
        if (Device.DataState != "clean" && Borrower.Id != Borrower.LastBorrowerOfDevice)
            yield return LoanErrors.DataNotWiped.With(("assetTag", Device.AssetTag), ("dataState", Device.DataState));
    }

    public IEnumerable<Reason> BorrowerReasons()
    {
        if (Borrower.ProgrammeRules is { } rules && Eligibility.Judge(KeptRules.Read<ProgrammeRules>(rules), Borrower.Kind, Borrower.DeclaredNeed) is { } error)
            yield return error.With(("assetTag", Device.AssetTag), ("programme", Borrower.ProgrammeName));
        if (Borrower.LastName is null) yield return LoanErrors.BorrowerForgotten.With();
        if (CountsAsMain && Borrower.OpenMain >= Rule.MaxMainDevices) yield return LoanErrors.BorrowerLimit.With(("open", Borrower.OpenMain), ("max", Rule.MaxMainDevices));
        if (Device.SchoolId is { } school && Borrower.SchoolId is { } theirs && school != theirs) yield return LoanErrors.OtherSchool.With(("assetTag", Device.AssetTag));
    }

    public IEnumerable<Reason> Warnings()
    {
        if (Borrower.Overdue > 0) yield return LoanErrors.BorrowerOverdue.With(("count", Borrower.Overdue));
        if (Kind != LoanKinds.Of(Borrower.Kind) && Kind is not ("short" or "spare")) yield return LoanErrors.KindUnusual.With(("kind", Kind), ("borrowerKind", Borrower.Kind));
        if (Due.DueOn > RuleDue.DueOn) yield return LoanErrors.DueLate.With(("dueOn", Due.DueOn), ("ruleDueOn", RuleDue.DueOn));
        if (Rule.Due == "cycle_end" && RuleDue.Rule != "cycle_end") yield return LoanErrors.CycleUnknown.With(("className", Borrower.ClassName));
    }
}

/// <summary>The borrower, the organisation's own rule for the kind of loan and the programme that paid the device, as far as the rules look: one statement.</summary>
internal sealed record BorrowerFacts
{
    public Guid Id { get; init; }
    public string Kind { get; init; } = "";
    public Guid? SchoolId { get; init; }
    public string? ClassName { get; init; }
    public string? DeclaredNeed { get; init; }
    public string? LastName { get; init; }
    public string? FirstName { get; init; }
    public int OpenMain { get; init; }
    public int Overdue { get; init; }
    public Guid? LastBorrowerOfDevice { get; init; }
    public string? ProgrammeName { get; init; }
    public string? ProgrammeRules { get; init; }
    public string SchoolYearEnds { get; init; } = "";
    public string? Due { get; init; }
    public int? Days { get; init; }
    public int? MaxMainDevices { get; init; }

    public LendingRule Rule(string kind) => Due is null ? LendingRule.Default(kind) : new() { LoanKind = kind, Due = Due, Days = Days, MaxMainDevices = MaxMainDevices!.Value };

    public static readonly string Sql = $"""
        select b.id, b.kind, b.school_id, b.class_name, b.declared_need, p.last_name, p.first_name,
          ({OpenLoanRow.OpenMainSql}) as open_main,
          (select count(*) from loan l where l.borrower_id = b.id and l.ended_at is null and l.due_on < @today) as overdue,
          (select l.borrower_id from loan l where l.device_id = @deviceId order by l.id desc limit 1) as last_borrower_of_device,
          o.school_year_ends, r.due, r.days, r.max_main_devices, g.name as programme_name, g.rules as programme_rules
        from borrower b
        join organisation o on o.id = b.organisation_id
        left join person p on p.borrower_id = b.id
        left join lending_rule r on r.organisation_id = b.organisation_id and r.loan_kind = coalesce(@kind, {LoanKinds.OfSql("b.kind")})
        left join funding_line f on f.organisation_id = b.organisation_id and f.id = @fundingLineId
        left join programme g on g.id = f.programme_id
        where b.organisation_id = @organisationId and b.id = @borrowerId and {Scope.Schools("b.school_id")}
        """;
}
