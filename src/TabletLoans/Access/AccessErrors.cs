using TabletLoans.Api;

namespace TabletLoans.Access;

internal static class AccessErrors
{
    public static readonly Error EmailTaken = new("email_taken", 409, ("Adresse déjà employée", "Address already used"), ("Cette personne a déjà un rôle dans la collectivité.", "This person already has a role in the organisation."));
    public static readonly Error WeakPassword = new("weak_password", 422, ("Mot de passe trop faible", "Password too weak"), ("Au moins 14 caractères, ou 8 de trois sortes (minuscules, majuscules, chiffres, autres).", "At least 14 characters, or 8 of three kinds (lower case, upper case, digits, others)."));
}
