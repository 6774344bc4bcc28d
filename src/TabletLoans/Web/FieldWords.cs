using TabletLoans.Api;
using TabletLoans.Exports;

namespace TabletLoans.Web;

/// <summary>What the fields of forms are called, and what helps where a person could hesitate: by the member of the request. Without a line here a field is called as its column in a spreadsheet.</summary>
internal static partial class FieldWords
{
    public static Text? Find(string member) => Known.TryGetValue(member, out var words) || OfProgrammes.TryGetValue(member, out words) ? words.Item1 : ColumnNames.Find(member);

    public static (Text Label, Text? Help) Of(string member)
    {
        if (Known.TryGetValue(member, out var words) || OfProgrammes.TryGetValue(member, out words)) return words;
        var name = ColumnNames.Find(member) ?? throw new InvalidOperationException($"a form asks for {member}: give it a name in FieldWords or ColumnNames");
        return ((name.Fr.Replace(" (identifiant)", "", StringComparison.Ordinal), name.En.Replace(" (id)", "", StringComparison.Ordinal).Replace(" id", "", StringComparison.Ordinal)), null);
    }

    private static readonly Text NoNames = ("Restera dans l'historique. N'y écrivez jamais le nom d'une personne.", "It stays in the history. Never write a person's name in it.");

    private static readonly Dictionary<string, (Text, Text?)> Known = new(StringComparer.Ordinal)
    {
        ["reason"] = (("Motif", "Reason"), NoNames),
        ["overrideReason"] = (("Pourquoi passer outre", "Why you go past it"), ("Votre rôle permet de passer outre certaines des raisons ci-dessus. Le motif restera dans l'historique.", "Your role may go past some of the reasons above. The reason stays in the history.")),
        ["note"] = (("Note", "Note"), NoNames),
        ["notes"] = (("Constatations", "Findings"), NoNames),
        ["findings"] = (("Constatations", "Findings"), NoNames),
        ["circumstances"] = (("Circonstances", "Circumstances"), ("Ce qui s'est passé, sans nommer personne.", "What happened, without naming anybody.")),
        ["policeReport"] = (("Référence de la plainte", "Reference of the police report"), ("Le numéro du procès-verbal, sans le nom du plaignant.", "The number of the report, without the name of who made it.")),
        ["device"] = (("Appareil", "Device"), ("Étiquette ou numéro de série : scannez ou tapez.", "Tag or serial number: scan or type.")),
        ["devices"] = (("Appareils", "Devices"), ("Un par ligne : étiquette ou numéro de série, scannés ou tapés.", "One to a line: tag or serial number, scanned or typed.")),
        ["serials"] = (("Numéros de série", "Serial numbers"), ("Un par ligne : scannez-les l'un après l'autre, ou collez la colonne d'un tableur.", "One to a line: scan them one after the other, or paste the column of a spreadsheet.")),
        ["spareDevice"] = (("Appareil de remplacement", "Spare device"), ("S'il en a été remis un : son étiquette.", "If one was given: its tag.")),
        ["schoolId"] = (("Établissement", "School"), null),
        ["lines"] = (("Lignes", "Lines"), ("Une ligne par modèle. Les lignes laissées vides ne comptent pas.", "One line for each model. Lines left empty do not count.")),
        ["guardians"] = (("Responsables légaux", "Guardians"), ("Deux au plus. Facultatif.", "Two at most. Optional.")),
        ["relation"] = (("Lien", "Relation"), null),
        ["phone"] = (("Téléphone", "Phone"), null),
        ["email"] = (("Courriel", "E-mail"), null),
        ["apply"] = (("Donner à chaque appareil", "Give to every device"), ("Ce qui reste vide ne change pas.", "What is left empty does not change.")),
        ["putInStock"] = (("Ensuite", "Then"), null),
        ["send"] = (("Expédier tout de suite", "Send at once"), ("Sinon l'expédition reste ouverte : vous pouvez encore y ajouter des appareils.", "Otherwise the shipment stays open: you can still add devices.")),
        ["includeOnLoan"] = (("Compter aussi ce qui est prêté", "Count what is on loan too"), ("Pour un inventaire où chacun rapporte son appareil.", "For a count to which everybody brings their device.")),
        ["ticked"] = (("Ce qui est là", "What is there"), ("Cochez chaque appareil que vous avez sous les yeux.", "Tick every device that you see before you.")),
        ["close"] = (("C'est tout : terminer la réception", "That is all: end the reception"), ("Ce qui manque encore sera signalé.", "What is still missing will be reported.")),
        ["goPast"] = (("J'ai lu les raisons ci-dessus, et je passe outre", "I have read the reasons above, and go past them"), null),
        ["address"] = (("Adresse", "Address"), null),
        ["price"] = (("Prix", "Price"), null),
        ["priceExclTaxCents"] = (("Prix HT (€)", "Price excl. tax (€)"), null),
        ["reduceToCents"] = (("Ramener à (€)", "Reduce to (€)"), ("Pour demander moins que le montant calculé ; dites alors pourquoi.", "To ask for less than the computed amount; then say why.")),
        ["items"] = (("Ce qui est à rembourser", "What is to be paid for"), null),
        ["accessories"] = (("Accessoires", "Accessories"), ("Cochez ce qui est là.", "Tick what is there.")),
        ["refused"] = (("Appareils refusés", "Devices refused"), ("Seulement ceux que vous ne gardez pas, avec la raison. Ils restent au fournisseur.", "Only those that you do not keep, with the reason. They stay the supplier's.")),
        ["serial"] = (("Numéro de série", "Serial number"), null),
        ["replacedBySerial"] = (("Numéro de série du remplaçant", "Serial number of the replacement"), ("Quand le fournisseur en rend un autre.", "When the supplier gives another one.")),
        ["next"] = (("Ensuite", "Then"), null),
        ["siret"] = (("SIRET", "SIRET"), ("14 chiffres.", "14 digits.")),
        ["gtin"] = (("Code-barres (EAN)", "Barcode (EAN)"), null),
        ["kind"] = (("Sorte", "Kind"), null),
        ["method"] = (("Méthode", "Method"), ("Par exemple : réinitialisation d'usine, effacement cryptographique.", "For example: factory reset, cryptographic erase.")),
        ["tool"] = (("Outil", "Tool"), ("Par exemple : MDM, Blancco.", "For example: MDM, Blancco.")),
        ["evidenceHash"] = (("Empreinte du rapport (SHA-256)", "Hash of the report (SHA-256)"), null),
        ["grade"] = (("État constaté", "Grade"), null),
        ["parts"] = (("Pièces changées", "Parts replaced"), ("Une par ligne.", "One to a line.")),
        ["contractReference"] = (("Marché public", "Public contract"), null),
        ["fundingLine"] = (("Ligne de financement", "Funding line"), null),
        ["via"] = (("Par l'intermédiaire de", "Through"), ("Le transporteur, ou la collectivité qui remet.", "The carrier, or the body that hands over.")),
        ["acceptedOn"] = (("Service fait le", "Accepted on"), ("Aujourd'hui si vous laissez vide.", "Today if left empty.")),
        ["deliveredOn"] = (("Livré le", "Delivered on"), ("Aujourd'hui si vous laissez vide.", "Today if left empty.")),
        ["orderedOn"] = (("Commandé le", "Ordered on"), ("Aujourd'hui si vous laissez vide.", "Today if left empty.")),
        ["externalId"] = (("Identifiant externe (INE, SIECLE…)", "External id"), null),
        ["uai"] = (("UAI", "UAI"), ("Sept chiffres et une lettre, comme 0381903M.", "Seven digits and a letter, such as 0381903M.")),
        ["beneficiary"] = (("Bénéficiaire", "Beneficiary"), null),
        ["act"] = (("Acte signé", "Signed act"), null),
        ["recipientOrganisation"] = (("Collectivité destinataire", "Recipient body"), null),
        ["held"] = (("Retenu : il ne bouge pas", "Held: it does not move"), null),
        ["tagPrinted"] = (("Étiquette posée", "Tag stuck on"), null),
        ["accessoriesPresent"] = (("Accessoires vérifiés", "Accessories checked"), null),
        ["tagRequired"] = (("L'étiquette doit être posée avant la mise en stock", "The tag must be stuck on before stock"), null),
        ["mdmRequired"] = (("L'appareil doit être enrôlé au MDM avant la mise en stock", "The device must be enrolled in the MDM before stock"), null),
        ["accessoriesRequired"] = (("Les accessoires doivent être vérifiés avant la mise en stock", "The accessories must be checked before stock"), null),
        ["repairabilityIndex"] = (("Indice de réparabilité (0 à 10)", "Repairability index (0 to 10)"), null),
    };
}
