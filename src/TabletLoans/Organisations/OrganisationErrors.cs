using TabletLoans.Api;

namespace TabletLoans.Organisations;

internal static class OrganisationErrors
{
    public static readonly Error SlugTaken = new("slug_taken", 409, ("Nom court déjà employé", "Slug already used"), ("Une collectivité porte déjà le nom court {slug}.", "An organisation already has the slug {slug}."));
    public static readonly Error ThresholdTaken = new("threshold_taken", 409, ("Seuil déjà daté", "Threshold already dated"), ("La collectivité a déjà un seuil {threshold} à compter du {day} : un seuil ne change pas, datez le nouveau d'un autre jour.", "The organisation already has a threshold {threshold} from {day} on: a threshold never changes, date the new one from another day."));
    public static readonly Error NoThreshold = new("no_threshold_in_force", 409, ("Aucun seuil ce jour-là", "No threshold on that day"), ("{label} ({threshold}) : aucun seuil n'est enregistré pour le {day}, la règle ne peut être jugée à cette date.", "{label} ({threshold}): no threshold is registered for {day}, the rule cannot be judged on that date."));
    public static readonly Error AuditToCome = new("audit_to_come", 422, ("Audit à venir", "Audit to come"), ("Un audit qui n'a pas encore eu lieu ne fonde aucune conformité.", "An audit that has not taken place yet founds no conformity."));
}
