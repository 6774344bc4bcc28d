using TabletLoans.Api;

namespace TabletLoans.Organisations;

internal static class OrganisationErrors
{
    public static readonly Error SlugTaken = new("slug_taken", 409, ("Nom court déjà employé", "Slug already used"), ("Une collectivité porte déjà le nom court {slug}.", "An organisation already has the slug {slug}."));
}
