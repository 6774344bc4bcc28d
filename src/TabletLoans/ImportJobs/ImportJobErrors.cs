using TabletLoans.Api;

namespace TabletLoans.ImportJobs;

internal static class ImportJobErrors
{
    public static readonly Error NotNow = new("import_not_now", 409,
        ("L'import n'en est plus là", "The import is elsewhere by now"), ("Cet import est passé à une autre étape, ou son fichier a été effacé : rechargez la page.", "This import is at another step by now, or its file was erased: reload the page."));
    public static readonly Error NotYours = new("import_of_somebody_else", 403,
        ("Import d'une autre personne", "Somebody else's import"), ("Seule la personne qui a déposé le fichier poursuit son import, avec ses propres droits.", "Only who brought the file goes on with its import, with their own rights."));
    public static readonly Error NothingToDo = new("import_nothing_to_do", 422,
        ("Rien à importer", "Nothing to import"), ("Aucune ligne n'apporte quoi que ce soit de nouveau.", "No line brings anything new."));
    public static readonly Error RightWithdrawn = new("import_right_withdrawn", 403,
        ("Droit retiré", "Right withdrawn"), ("La personne qui a demandé cet import n'en a plus le droit : rien n'a été importé.", "Who asked for this import may no longer do it: nothing was imported."));
    public static readonly Error Abandoned = new("import_abandoned", 503,
        ("Import abandonné", "Import given up"), ("Le service s'est arrêté plusieurs fois pendant cet import : rien n'a été importé. Découpez le fichier, ou prévenez l'exploitant.", "The service stopped several times during this import: nothing was imported. Split the file, or tell the operator."));
    public static readonly Error TooManyOpen = new("import_too_many_open", 409,
        ("Trop d'imports en attente", "Too many imports open"), ("Vous avez {count} imports qui ne sont pas terminés : confirmez-les ou abandonnez-les d'abord.", "You have {count} imports that are not finished: confirm them or give them up first."));
    public static readonly Error FileTooLarge = new("import_file_too_large", 422,
        ("Fichier trop volumineux", "File too large"), ("Au plus {megabytes} Mo : découpez le fichier.", "At most {megabytes} MB: split the file."));
}
