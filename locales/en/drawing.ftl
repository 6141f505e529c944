### The words of drawings and of the tables that say the same.

## Kinds of nodes

kind-person = Person
kind-client = Client
kind-device = Device
kind-external = Outside system
kind-cloud = Cloud
kind-account = Account
kind-region = Region
kind-vpc = Private network (VPC)
kind-zone = Availability zone
kind-subnet = Subnet
kind-public-subnet = Public subnet
kind-private-subnet = Private subnet
kind-auto-scaling = Auto Scaling group
kind-cluster = Cluster
kind-stack = Stack
kind-group = Group
kind-queue = Message queue
kind-database = Database
kind-storage = Storage
kind-function = Function
kind-server = Server

## The legend, which uses the kinds of connections too

legend-optional = optional
legend-several = several of them

## Kinds of connections

connection-request = request
connection-data = data
connection-event = event
connection-dns = name lookup
connection-config = configuration
