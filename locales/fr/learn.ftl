### Apprendre une pile : le parcours, ce que chaque service y fait, le glossaire dans les textes, les coûts.

## Le parcours

learning-path = Parcours d’apprentissage
learning-path-of = { $stack }, pas à pas
learning-path-intro =
    { $count ->
        [one] Cette pile emploie un seul service.
       *[other] Les { $count } services de cette pile, dans un ordre qui se lit d’un bout à l’autre : des portes d’entrée vers l’intérieur, le contenant avant le contenu, et à la fin ce qu’aucune requête n’atteint.
    }
learning-path-start = Suivre le parcours d’apprentissage
lesson-here = Ce qu’il fait ici
lesson-why = Pourquoi maintenant
stage-door = Les portes d’entrée
stage-door-text = Ce que l’on atteint directement de l’extérieur, et ce qui l’abrite.
stage-behind = Juste derrière
stage-behind-text = Ce à quoi s’adressent les services des portes d’entrée.
stage-deeper = Plus loin à l’intérieur
stage-deeper-text = Ce que l’on n’atteint qu’en passant par plusieurs autres services.
stage-around = Autour
stage-around-text = Ce qu’aucune requête venue de l’extérieur n’atteint : le plus souvent, ces services s’occupent des autres.
reason-names = On lui demande l’adresse des autres avant de leur parler.
reason-door = On y arrive directement de l’extérieur.
reason-holds =
    { $count ->
        [one] Il contient { $services }, qui vient ensuite.
       *[other] Il contient { $services }, qui viennent ensuite.
    }
reason-inside = Il se trouve dans { $services }.
reason-called-by =
    { $count ->
        [one] { $services } s’adresse à lui.
       *[other] { $services } s’adressent à lui.
    }
reason-cares-for = Il s’occupe { $of-services }.

## Ce qu’un élément fait dans sa pile. Les variables : they et them sont le pronom de l’élément, form son genre et son
## nombre (ms, fs, mp, fp), own son nombre ; others sont les autres éléments, count leur nombre.

role-place =
    { $the } { $own ->
        [one] se trouve
       *[other] se trouvent
    } dans { $group }.
role-part =
    { $the } { $own ->
        [one] fait
       *[other] font
    } partie de la pile.
role-in-request =
    { $others } { $count ->
        [one] s’adresse
       *[other] s’adressent
    } à { $them }.
role-in-dns =
    { $others } { $own ->
        [one] lui
       *[other] leur
    } { $count ->
        [one] demande
       *[other] demandent
    } des adresses.
role-in-event =
    { $others } { $own ->
        [one] lui
       *[other] leur
    } { $count ->
        [one] envoie
       *[other] envoient
    } des événements.
role-in-data =
    { $others } { $count ->
        [one] échange
       *[other] échangent
    } des données avec { $them }.
role-in-config =
    { $others } { $count ->
        [one] intervient
       *[other] interviennent
    } dans { $own ->
        [one] sa
       *[other] leur
    } configuration.
role-in-settings =
    { $others } { $count ->
        [one] s’appuie
       *[other] s’appuient
    } sur { $them } pour la configuration.
role-out-request =
    { $they } { $own ->
        [one] s’adresse
       *[other] s’adressent
    } { $to-others }.
role-out-dns =
    { $they } { $own ->
        [one] demande
       *[other] demandent
    } des adresses { $to-others }.
role-out-event =
    { $they } { $own ->
        [one] envoie
       *[other] envoient
    } des événements { $to-others }.
role-out-data =
    { $they } { $own ->
        [one] échange
       *[other] échangent
    } des données avec { $others }.
role-out-config =
    { $they } { $own ->
        [one] intervient
       *[other] interviennent
    } dans la configuration { $of-others }.
role-out-settings =
    { $they } { $own ->
        [one] s’appuie
       *[other] s’appuient
    } sur { $others } pour la configuration.
role-holds =
    { $they } { $own ->
        [one] contient
       *[other] contiennent
    } { $others }.
role-optional = La pile fonctionne aussi sans { $them }.
role-detail = { $name } ({ $details })
role-detail-more = { $first } ; { $second }
role-detail-optional = en option
role-others =
    { $count ->
        [one] un autre élément
       *[other] { $count } autres éléments
    }

## Les noms dans les phrases. form : ms, fs, mp, fp, plain (un nom propre) ou quoted (entre guillemets).

noun-the =
    { $form ->
        [ms] { $elides ->
            [yes] l’{ $name }
           *[no] le { $name }
        }
        [fs] { $elides ->
            [yes] l’{ $name }
           *[no] la { $name }
        }
        [mp] les { $name }
        [fp] les { $name }
        [quoted] « { $name } »
       *[plain] { $name }
    }
noun-to =
    { $form ->
        [ms] { $elides ->
            [yes] à l’{ $name }
           *[no] au { $name }
        }
        [fs] { $elides ->
            [yes] à l’{ $name }
           *[no] à la { $name }
        }
        [mp] aux { $name }
        [fp] aux { $name }
        [quoted] à « { $name } »
       *[plain] à { $name }
    }
noun-of =
    { $form ->
        [ms] { $elides ->
            [yes] de l’{ $name }
           *[no] du { $name }
        }
        [fs] { $elides ->
            [yes] de l’{ $name }
           *[no] de la { $name }
        }
        [mp] des { $name }
        [fp] des { $name }
        [quoted] de « { $name } »
       *[plain] { $elides ->
            [yes] d’{ $name }
           *[no] de { $name }
        }
    }
pronoun-they =
    { $form ->
        [fs] elle
        [mp] ils
        [fp] elles
       *[ms] il
    }
pronoun-them =
    { $form ->
        [fs] elle
        [mp] eux
        [fp] elles
       *[ms] lui
    }
list-two = { $first } et { $second }
list-middle = { $first }, { $second }
list-last = { $first } et { $second }

## La grammaire des noms communs. Un projet complète le lexique par des messages « nouns-fs-… » à lui.

# Ce qu’on fait d’un nom commun que le lexique ignore : quoted ou ms.
grammar-unknown = quoted
# Le mot qui commande l’accord : le premier (first) ou le dernier (last) avant l’un de ces mots.
grammar-head = first
grammar-head-stops = { "" }
grammar-plural-endings = s x
grammar-plural-not = { "" }
# Devant ces lettres, l’article s’élide ; sauf devant ces mots.
grammar-elided = a à â ä æ e é è ê ë h i î ï o ô ö œ u ù û ü y
grammar-not-elided = onze onzième oui ouistiti yaourt yacht hub hubs huit huitième hachage hash haut haute hauts hautes hauteur hors hasard handicap hangar héros hiérarchie hls hsm html http https

nouns-ms = abonné accélérateur accès administrateur agent annuaire appareil archivage bac bucket budget bureau bus cache calcul canal cas catalogue cdn centre certificat classeur client cloud cluster code coffre collecteur compartiment compte compteur conteneur contrôleur courrier courriel courtier cron cycle déclencheur dépôt déploiement développeur disque dns domaine dossier droit écran employé enregistrement ensemble entrepôt entraînement environnement envoi espace événement extracteur fichier filtre flux formulaire fournisseur frontal gestionnaire graphe groupe hébergement historique hôte inventaire index indicateur instantané internet jeu jeton job journal lac lecteur lien lieu livreur logiciel lot magasin maître message minuteur miroir modèle module moniteur moteur nas navigateur nœud nom notificateur objet opérateur orchestrateur ordonnanceur outil paiement panier panneau paquet paramètre pare-feu partage partenaire pilote pipeline plan planificateur point portail poste prestataire producteur profil programme projet protocole proxy puits rapport récepteur rédacteur registre réglage relais répartiteur répertoire réplica répliqua réseau résolveur rôle routage routeur san script secret serveur service signal simulateur site sous-réseau stock stockage suivi superviseur support surveillant système tableau tampon téléphone téléphérique téléviseur terminal test topic traitement travail travailleur tunnel utilisateur verrou visiteur volume vpc
nouns-fs = adresse agence alarme alerte analyse annonce api application appli archive authentification autorisation automatisation bande base bibliothèque boîte borne boutique capture carte chaîne clé clef collecte commande configuration connexion console conversion copie corbeille cuve diffusion distribution donnée entreprise entrée équipe étape étiquette exécution exploitation exportation facturation facture ferme fenêtre file flotte fonction gestion grappe identité image importation imprimante indexation infrastructure ingestion instance intégration interface journalisation liaison liste livraison machine maintenance mémoire messagerie métrique mise notification opération orchestration page passerelle pelle personne pile place plateforme plate-forme politique porte préparation prise protection publication racine réaction recherche redirection région règle réplication réponse requête réserve ressource route rubrique salle sauvegarde sécurité session sonde sortie source station supervision surveillance synchronisation table tablette tâche télémétrie traduction transformation trappe unité usine vérification vidéo vignette visite vitrine voiture vue zone
nouns-mp = animaux canaux bestiaux capitaux journaux locaux médias signaux terminaux travaux tribunaux
nouns-fp = archives statistiques

## Sur un serveur à soi, et dans le cloud

on-premises = De votre serveur au cloud
on-premises-intro = Ce que vous feriez tourner sur vos propres machines, et le service qui en tient lieu.
on-premises-own = Sur vos machines
on-premises-cloud = Dans le cloud

## Les coûts

cost-warnings = Avertissements sur les coûts
cost-warnings-intro = Ce que le catalogue dit des coûts, rassemblé. Les services employés dans une pile viennent d’abord.
cost-stacks = Dans :

## Pour les scripts

ui-learned = Appris
ui-learned-of = Services appris : { $done } sur { $count }
ui-learn-start = Commencer : { $service }
ui-learn-continue = Continuer : { $service }
ui-learn-finished = Vous êtes au bout du parcours.
ui-learn-reset = Tout recommencer
