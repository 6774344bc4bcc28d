using TabletLoans.Api;

namespace TabletLoans.Calls;

internal static class CallErrors
{
    public static readonly Error CallTaken = new("call_taken", 409,
        ("Code d'appel déjà employé", "Call code already used"), ("Un appel porte déjà le code {code}.", "A call already has the code {code}."));
    public static readonly Error RatesAboveAll = new("rates_above_all", 422,
        ("Taux au-delà de 100 %", "Rates above 100%"), ("Les taux de {item} dépassent 100 % ensemble.", "The rates of {item} are above 100% together."));
    public static readonly Error RulesStand = new("call_rules_stand", 409,
        ("Règles figées", "Rules fixed"), ("{applications} dossier(s) sont déposés à l'appel {code} : chacun est jugé selon les règles qu'il a lues.", "{applications} application(s) are filed for the call {code}: each is judged by the rules it read."));
    public static readonly Error CallNotOpen = new("call_not_open", 409,
        ("Appel pas encore ouvert", "Call not open yet"), ("L'appel {code} ouvre le {opensOn}.", "The call {code} opens on {opensOn}."));
    public static readonly Error CallClosed = new("call_closed", 409,
        ("Appel clos", "Call closed"), ("L'appel {code} est clos depuis le {closesOn} à minuit.", "The call {code} closed at the end of {closesOn}."));
    public static readonly Error CallStillOpen = new("call_still_open", 409,
        ("Appel encore ouvert", "Call still open"), ("L'appel {code} reçoit des dossiers jusqu'au {closesOn} : le classement vient après.", "The call {code} takes applications until {closesOn}: the ranking comes after."));
    public static readonly Error NotExamined = new("applications_not_examined", 409,
        ("Dossiers non instruits", "Applications not examined"), ("{applications} dossier(s) de l'appel {code} attendent leur instruction.", "{applications} application(s) of the call {code} wait for their examination."));
    public static readonly Error ApplicationFiled = new("application_filed", 409,
        ("Dossier déposé", "Application filed"), ("Le dossier {number} est dans l'état {state} : seul un brouillon ou un dossier à compléter se modifie.", "The application {number} is in the state {state}: only a draft or an incomplete one is changed."));
    public static readonly Error IllegalMove = new("illegal_application_transition", 409,
        ("Passage impossible dans cet état", "Move not possible in this state"), ("Le dossier {number} est dans l'état {state} ; {transition} part de {from}.", "The application {number} is in the state {state}; {transition} starts from {from}."));
    public static readonly Error ApplicationIncomplete = new("application_incomplete", 409,
        ("Dossier incomplet", "Application incomplete"), ("Il manque au dossier {number} : {missing}.", "Missing from the application {number}: {missing}."));
    public static readonly Error CompletionLate = new("completion_late", 409,
        ("Délai de complément passé", "Time to complete run out"), ("Le dossier {number} était à compléter avant la fin du {completeBy}.", "The application {number} was to be completed by the end of {completeBy}."));
    public static readonly Error ItemNotEligible = new("item_not_eligible", 422,
        ("Équipement non subventionnable", "Item not eligible"), ("L'appel subventionne : {values}.", "The call subsidises: {values}."));
    public static readonly Error ReferenceTaken = new("application_reference_taken", 422,
        ("Dossier déjà connu", "Application already known"), ("L'appel a déjà le dossier {reference}.", "The call already has the application {reference}."));
    public static readonly Error NotProved = new("prerequisite_not_proved", 409,
        ("Prérequis non prouvé", "Prerequisite not proved"), ("{prerequisite} : la preuve manque.", "{prerequisite}: the evidence is missing."));
    public static readonly Error SubscriptionTooShort = new("subscription_too_short", 409,
        ("Abonnement trop court", "Subscription too short"), ("{prerequisite} : {months} mois, il en faut {minMonths}.", "{prerequisite}: {months} months, {minMonths} are needed."));
    public static readonly Error NotConform = new("subscription_not_conform", 409,
        ("Abonnement non conforme", "Subscription not conform"), ("{prerequisite} : la conformité {conformity} n'est pas attestée.", "{prerequisite}: conformity to {conformity} is not attested."));
    public static readonly Error BandwidthTooLow = new("bandwidth_too_low", 409,
        ("Débit insuffisant", "Bandwidth too low"), ("{prerequisite} : {minMbps} Mb/s au moins dans chaque classe concernée ; en deçà ou non renseigné : {classes}.", "{prerequisite}: {minMbps} Mb/s at least in each class concerned; below or not given: {classes}."));
    public static readonly Error WithoutContract = new("school_without_contract", 409,
        ("Établissement hors contrat", "School without contract"), ("L'établissement {uai} est hors contrat : il n'est pas éligible.", "The school {uai} has no contract with the State: it is not eligible."));
    public static readonly Error SchoolNotEligible = new("school_not_eligible", 409,
        ("Établissement hors du périmètre", "School out of scope"), ("L'établissement {uai} n'est pas de ceux que l'appel équipe ({limit}).", "The school {uai} is not one that the call equips ({limit})."));
    public static readonly Error PrivateAbovePublic = new("private_above_public", 409,
        ("Parité public-privé", "Parity of public and private"), ("En {year}, un élève du privé sous contrat recevrait {private}, un élève du public {public} : jamais plus (Code de l'éducation, art. L442-16).", "In {year}, a pupil of a private school would get {private}, one of a public school {public}: never more (Code de l'éducation, art. L442-16)."));
    public static readonly Error TrainingMissing = new("training_missing", 409,
        ("Formation manquante", "Training missing"), ("Le dossier {number} ne se solde pas sans formation : {held} tenue(s), {needed} demandée(s).", "The application {number} is not closed without training: {held} held, {needed} asked for."));
}
