namespace TabletLoans.Access;

/// <summary>The addresses of the people and the keys of an organisation.</summary>
internal static class AccessApi
{
    public static void MapAccess(this RouteGroupBuilder organisation)
    {
        var users = organisation.MapGroup("users").WithTags("People");
        ListUsers.Map(users);
        ReadUser.Map(users);
        AddUser.Map(users);
        ChangeGrant.Map(users);
        WithdrawGrant.Map(users);
        RestoreGrant.Map(users);
        MakePasswordLink.Map(users);
        ResetTotp.Map(users);

        var keys = organisation.MapGroup("keys").WithTags("API keys");
        ListKeys.Map(keys);
        ReadKey.Map(keys);
        CreateKey.Map(keys);
        RevokeKey.Map(keys);
    }
}
