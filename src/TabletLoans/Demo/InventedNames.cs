namespace TabletLoans.Demo;

/// <summary>Names to draw invented pupils from; any pair that somebody bears is chance.</summary>
internal static class InventedNames
{
    internal static readonly string[] Family =
    [
        "Abdallah", "Aït-Ahmed", "Alvarez", "Amrani", "André", "Arnaud", "Aydın", "Bah", "Barbier", "Baudoin",
        "Belkacem", "Benali", "Ben Youssef", "Bérard", "Bernard", "Berthier", "Bianchi", "Blanc-Roche", "Boucher",
        "Bouchard", "Boudjemaa", "Boulanger", "Bourgeois", "Brun-Moretti", "Camara", "Carvalho", "Cattin", "Çelik",
        "Chabert", "Chapuis", "Charvet", "Chérif", "Chevalier", "Cissé", "Clément", "Colin", "Costa", "Coulibaly",
        "D'Almeida", "D'Angelo", "Da Silva", "Dauphin", "De Oliveira", "Delacroix", "Demir", "Desbois", "Diallo",
        "Diarra", "Dos Santos", "Dubois", "Duchêne", "Dupuis-Moreau", "Durand", "El Amrani", "El Khoury", "Esposito",
        "Fabre", "Faure", "Fernandes", "Ferreira", "Fofana", "François", "Gaillard", "Garcia", "Gauthier", "Girard",
        "Gonçalves", "Guérin", "Guillot", "Haddad", "Hamidi", "Hernández", "Ibrahim", "Jacquet", "Joly", "Kaba", "Kaya",
        "Keïta", "Khelifi", "Konaté", "Kowalski", "L'Hermite", "Lacroix", "Lambert", "Le Bihan", "Le Goff", "Lefèvre",
        "Lemoine", "Léonard", "Leroy", "Lopes", "Maïga", "Marchand", "Martinez", "Masson", "Mbaye", "Mendès", "Mercier",
        "Meunier-Rey", "Michaud", "Monnet", "Moreau", "N'Diaye", "N'Guessan", "Nguyen", "Noël", "O'Connor", "Ouattara",
        "Pelletier", "Pereira", "Perrin", "Petrović", "Pham", "Popescu", "Quéméneur", "Rahmani", "Renard", "Reynaud",
        "Rivière", "Rousseau", "Saïdi", "Sánchez", "Schmitt", "Sissoko", "Tran", "Traoré", "Vasseur", "Vial", "Wagner",
        "Yılmaz", "Zerrouki",
    ];

    internal static readonly string[] Given =
    [
        "Aaliyah", "Abel", "Adam", "Adèle", "Agathe", "Aïcha", "Alexandre", "Alice", "Aliénor", "Alix", "Amadou",
        "Amélie", "Amina", "Anaïs", "Andréa", "Anne-Lise", "Antoine", "Apolline", "Arthur", "Assia", "Ayoub", "Aylin",
        "Baptiste", "Bastien", "Bérénice", "Bilal", "Camille", "Capucine", "Célestin", "Céleste", "Chiara", "Chloé",
        "Clara", "Clémence", "Côme", "Daoud", "Diego", "Djibril", "Édouard", "Elena", "Éléonore", "Élia", "Élise",
        "Élodie", "Emma", "Enzo", "Esteban", "Éthan", "Eva", "Fanta", "Fatou", "Fatoumata", "Félix", "Florian", "Gabin",
        "Gabriel", "Gaël", "Gaëlle", "Garance", "Hadrien", "Hélène", "Héloïse", "Hugo", "Ibrahima", "Inaya", "Inès",
        "Ismaël", "Jade", "Jean-Baptiste", "Jeanne", "Joséphine", "Jules", "Kaïs", "Karim", "Kenza", "Khadija",
        "Kylian", "Léa", "Léna", "Léo", "Léonie", "Liam", "Lina", "Linh", "Loïc", "Loïs", "Lou-Anne", "Louise", "Lucas",
        "Luna", "Maé", "Maël", "Maëlys", "Malo", "Malik", "Manon", "Margaux", "Marie-Ange", "Mathéo", "Maxence", "Maya",
        "Mehdi", "Mélina", "Mila", "Minh-Anh", "Mohamed", "Mohamed-Amine", "Moussa", "Naël", "Naïm", "Nathan", "Nina",
        "Noa", "Noah", "Noé", "Noémie", "Nour", "Océane", "Ousmane", "Paul-Émile", "Raphaël", "Rayan", "Rose", "Salomé",
        "Samuel", "Sacha", "Sarah", "Selma", "Sofia", "Soën", "Théo", "Thaïs", "Timéo", "Tiago", "Valentin", "Victoire",
        "Wassim", "Yanis", "Yasmine", "Youssef", "Zélie", "Zoé",
    ];
}
