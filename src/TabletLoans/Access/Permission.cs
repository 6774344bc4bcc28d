namespace TabletLoans.Access;

/// <summary>What a role may do. The names are part of the contract: problems, lifecycle and documents give them in snake_case.</summary>
internal enum Permission
{
    /// <summary>Reads schools, models, devices and their history.</summary>
    ReadFleet,

    /// <summary>Reads loans, without the names of people.</summary>
    ReadLoans,

    /// <summary>Reads the names and the contacts of borrowers.</summary>
    ReadPeople,

    /// <summary>Registers and changes borrowers.</summary>
    ManagePeople,

    /// <summary>Brings files in the browser; to import what is in one needs the right over that too.</summary>
    ImportFiles,

    /// <summary>Registers, imports and changes schools.</summary>
    ManageSchools,

    /// <summary>Registers, imports and changes models and devices.</summary>
    ManageFleet,

    /// <summary>Reads suppliers, orders with their prices, deliveries.</summary>
    ReadPurchasing,

    /// <summary>Registers suppliers, orders devices, receives and accepts what is delivered.</summary>
    ManagePurchasing,

    /// <summary>Prepares devices and puts them in stock.</summary>
    Prepare,

    /// <summary>Sends devices to schools, transfers and recalls them.</summary>
    Distribute,

    /// <summary>Confirms that devices arrived at a school.</summary>
    ConfirmArrival,

    /// <summary>Counts what is really there: opens inventories, scans, closes them.</summary>
    CountInventory,

    /// <summary>Hands devices over, takes them back, extends and transfers loans.</summary>
    Lend,

    /// <summary>Declares devices lost, stolen and found.</summary>
    DeclareIncident,

    /// <summary>Decides what becomes of an incident, and issues, settles and waives what a borrower owes.</summary>
    DecideIncident,

    /// <summary>Goes past a lending rule, knowingly and with a reason.</summary>
    OverrideLending,

    /// <summary>Corrects a loan by a compensating entry.</summary>
    CorrectLoans,

    /// <summary>Triages, wipes, repairs and re-images returned devices.</summary>
    Recondition,

    /// <summary>Retires devices and brings them to their lawful end.</summary>
    Dispose,

    /// <summary>Reads programmes, calls, needs, trainings, and the applications of one's own schools.</summary>
    ReadProgrammes,

    /// <summary>Reads the money of programmes: envelopes, funding lines, rankings, minutes.</summary>
    ReadFunding,

    /// <summary>Counts the needs of schools, and files their applications.</summary>
    FileApplications,

    /// <summary>Writes down programmes and calls with their rules, opens envelopes, commits money, records trainings.</summary>
    ManageProgrammes,

    /// <summary>Examines applications, ranks, awards and notifies them.</summary>
    DecideApplications,

    /// <summary>Changes the organisation's rules and settings.</summary>
    ManageSettings,

    /// <summary>Gives people and keys their roles, and withdraws them.</summary>
    ManageAccess,

    /// <summary>Reads the trail of everything that happened, and verifies it.</summary>
    ReadAudit,
}
