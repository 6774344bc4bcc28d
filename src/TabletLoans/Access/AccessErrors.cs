using TabletLoans.Api;

namespace TabletLoans.Access;

internal static class AccessErrors
{
    public static readonly Error EmailTaken = new("email_taken", 409, ("Adresse déjà employée", "Address already used"), ("Cette personne a déjà un rôle dans la collectivité.", "This person already has a role in the organisation."));
    public static readonly Error WrongPassword = new("wrong_password", 422, ("Mot de passe actuel refusé", "Current password refused"), ("Ce n'est pas le mot de passe actuel, ou le compte se repose après trop d'essais.", "This is not the current password, or the account rests after too many attempts."));
    public static readonly Error PasswordsDiffer = new("passwords_differ", 422, ("Mots de passe différents", "Passwords differ"), ("Les deux saisies du nouveau mot de passe ne sont pas les mêmes.", "The new password was not typed the same twice."));
    public static readonly Error WeakPassword = new("weak_password", 422, ("Mot de passe trop faible", "Password too weak"), ("Au moins 14 caractères, ou 8 de trois sortes (minuscules, majuscules, chiffres, autres).", "At least 14 characters, or 8 of three kinds (lower case, upper case, digits, others)."));
}
