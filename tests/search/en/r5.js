maquette.search.take("r5",[["term","Encryption at rest","en/encryption-at-rest.html","Glossary","","Writing data to disk in encrypted form.",[]],["list","Services","en/services.html","","","",[]]]);
