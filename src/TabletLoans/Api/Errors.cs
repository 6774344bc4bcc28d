using System.Reflection;

namespace TabletLoans.Api;

/// <summary>
/// The catalogue: the errors of the HTTP edge here, those of each feature in its own folder (a static class named *Errors).
/// </summary>
internal static class Errors
{
    private static readonly Lazy<IReadOnlyList<Error>> Catalogue = new(Collect);

    /// <summary>Every error of the service, in order of status and code.</summary>
    public static IReadOnlyList<Error> All => Catalogue.Value;

    public static readonly Error MalformedRequest = new("malformed_request", 400,
        ("La requête est mal formée", "The request is malformed"), ("{problem}", "{problem}"));
    public static readonly Error UnknownParameter = new("unknown_parameter", 400,
        ("Paramètre inconnu", "Unknown parameter"), ("Le paramètre {parameter} n'existe pas ici ; connus : {known}.", "There is no parameter {parameter} here; known: {known}."));
    public static readonly Error InvalidCursor = new("invalid_cursor", 400,
        ("Curseur illisible", "Unreadable cursor"), ("Le curseur n'est pas de ceux que cette liste a donnés.", "The cursor is not one that this list gave."));
    public static readonly Error InvalidIdempotencyKey = new("invalid_idempotency_key", 400,
        ("Idempotency-Key invalide", "Invalid Idempotency-Key"), ("L'en-tête Idempotency-Key compte de 1 à 255 caractères ASCII visibles.", "The header Idempotency-Key has 1 to 255 visible ASCII characters."));
    public static readonly Error NotAuthenticated = new("not_authenticated", 401,
        ("Identification requise", "Authentication required"), ("Donnez une clé d'API valide (Authorization: Bearer …) ou connectez-vous.", "Give a valid API key (Authorization: Bearer …) or sign in."));
    public static readonly Error SignInRefused = new("sign_in_refused", 401,
        ("Connexion refusée", "Sign-in refused"), ("L'adresse, le mot de passe ou le code n'est pas le bon, ou le compte est suspendu.", "The address, the password or the code is not right, or the account is suspended."));
    public static readonly Error FormExpired = new("form_expired", 400,
        ("Formulaire expiré", "Form expired"), ("Le formulaire n'est plus valable, ou ne vient pas de ce site : revenez à la page, rechargez-la et recommencez.", "The form is no longer valid, or does not come from this site: go back to the page, reload it and start again."));
    public static readonly Error PermissionMissing = new("permission_missing", 403,
        ("Droit insuffisant", "Permission missing"), ("Le rôle {role} n'a pas le droit {permission}.", "The role {role} does not have the permission {permission}."));
    public static readonly Error NotFound = new("not_found", 404,
        ("Introuvable", "Not found"), ("Rien à cette adresse, ou rien que vous puissiez voir.", "Nothing at this address, or nothing that you may see."));
    public static readonly Error MethodNotAllowed = new("method_not_allowed", 405,
        ("Méthode non prévue", "Method not allowed"), ("Cette adresse n'accepte pas la méthode {method}.", "This address does not accept the method {method}."));
    public static readonly Error IdempotencyRace = new("idempotency_in_progress", 409,
        ("Requête déjà en cours", "Request already in progress"), ("Une requête portant la même Idempotency-Key est en cours ; répétez-la un peu plus tard.", "A request with the same Idempotency-Key is in progress; repeat it a little later."));
    public static readonly Error VersionConflict = new("version_conflict", 412,
        ("Modifié entre-temps", "Changed in the meantime"), ("La version donnée n'est plus la bonne : la version actuelle est {version}.", "The version given is out of date: the present version is {version}."));
    public static readonly Error BodyTooLarge = new("body_too_large", 413,
        ("Requête trop volumineuse", "Request too large"), ("Le corps de la requête dépasse la taille permise.", "The body of the request exceeds the size allowed."));
    public static readonly Error UnsupportedMediaType = new("unsupported_media_type", 415,
        ("Type de contenu non pris en charge", "Unsupported media type"), ("Cette adresse attend {expected}.", "This address expects {expected}."));
    public static readonly Error InvalidRequest = new("invalid_request", 422,
        ("Des valeurs ne peuvent être acceptées", "Some values cannot be accepted"), ("Voir errors : chaque valeur refusée y est désignée.", "See errors: each value refused is pointed at."));
    public static readonly Error IdempotencyMismatch = new("idempotency_key_reused", 422,
        ("Idempotency-Key déjà employée", "Idempotency-Key already used"), ("Cette Idempotency-Key a servi pour une autre requête.", "This Idempotency-Key served another request."));
    public static readonly Error PreconditionRequired = new("precondition_required", 428,
        ("If-Match requis", "If-Match required"), ("Donnez dans If-Match l'ETag de la version que vous modifiez.", "Give in If-Match the ETag of the version that you change."));
    public static readonly Error TooManyRequests = new("too_many_requests", 429,
        ("Trop de requêtes", "Too many requests"), ("Attendez la durée donnée par Retry-After.", "Wait for as long as Retry-After says."));
    public static readonly Error Internal = new("internal_error", 500,
        ("Erreur interne", "Internal error"), ("Le service a rencontré une erreur ; donnez traceId à son exploitant.", "The service met an error; give traceId to its operator."));
    public static readonly Error Unavailable = new("unavailable", 503,
        ("Indisponible", "Unavailable"), ("La base de données ne répond pas ; réessayez plus tard.", "The database does not answer; try again later."));

    // One value of a request: these stand in errors[], never at the top.
    public static readonly Error Missing = new("missing", 422, ("Valeur manquante", "Missing value"), ("Cette valeur est obligatoire.", "This value is required."));
    public static readonly Error TooLong = new("too_long", 422, ("Trop long", "Too long"), ("Au plus {max} caractères.", "At most {max} characters."));
    public static readonly Error TooMany = new("too_many", 422, ("Trop nombreux", "Too many"), ("Au plus {max} éléments.", "At most {max} items."));
    public static readonly Error OutOfRange = new("out_of_range", 422, ("Hors limites", "Out of range"), ("De {min} à {max}.", "From {min} to {max}."));
    public static readonly Error NotOneOf = new("not_one_of", 422, ("Valeur inconnue", "Unknown value"), ("Valeurs possibles : {values}.", "Possible values: {values}."));
    public static readonly Error ControlCharacter = new("control_character", 422, ("Caractère interdit", "Forbidden character"), ("Les caractères de contrôle sont refusés.", "Control characters are refused."));
    public static readonly Error InvalidFormat = new("invalid_format", 422, ("Format invalide", "Invalid format"), ("Forme attendue : {expected}.", "Expected form: {expected}."));
    public static readonly Error NotUnique = new("not_unique", 422, ("Donné deux fois", "Given twice"), ("La valeur est donnée deux fois dans la requête.", "The value is given twice in the request."));
    public static readonly Error UnknownReference = new("unknown_reference", 422, ("Référence inconnue", "Unknown reference"), ("Rien ne porte cet identifiant, ou rien que vous puissiez voir.", "Nothing has this identifier, or nothing that you may see."));
    public static readonly Error EndBeforeStart = new("end_before_start", 422, ("Fin avant le début", "End before the start"), ("Cette date doit suivre {start}.", "This date must follow {start}."));

    private static List<Error> Collect() => Assembly.GetExecutingAssembly().GetTypes()
        .Where(type => type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith(nameof(Errors), StringComparison.Ordinal))
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Where(field => field.FieldType == typeof(Error))
        .Select(field => (Error)field.GetValue(null)!)
        .OrderBy(error => error.Status).ThenBy(error => error.Code, StringComparer.Ordinal)
        .ToList();
}
