### Les mots des dessins et des tableaux qui les redisent.

## Les sortes de nœuds

kind-person = Personne
kind-client = Client
kind-device = Appareil
kind-external = Système extérieur
kind-cloud = Cloud
kind-account = Compte
kind-region = Région
kind-vpc = Réseau privé (VPC)
kind-zone = Zone de disponibilité
kind-subnet = Sous-réseau
kind-public-subnet = Sous-réseau public
kind-private-subnet = Sous-réseau privé
kind-auto-scaling = Groupe Auto Scaling
kind-cluster = Grappe
kind-stack = Pile
kind-group = Groupe
kind-queue = File de messages
kind-database = Base de données
kind-storage = Stockage
kind-function = Fonction
kind-server = Serveur

## La légende, qui reprend aussi les sortes de connexions

legend-optional = facultatif
legend-several = en plusieurs exemplaires

## Les sortes de connexions

connection-request = requête
connection-data = données
connection-event = événement
connection-dns = résolution de noms
connection-config = configuration
