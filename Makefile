# Every command of the house. GNU Make 3.81 (macOS) is enough.
.DEFAULT_GOAL := help
.PHONY: help run reset test quick lint bench chaos

help:
	@echo "make run     installe, démarre tout, affiche l’adresse (PORT=9000 make run pour un autre port)"
	@echo "make reset   revient à la démonstration neuve"
	@echo "make test    éprouve tout, navigateur compris (ARGS=tests/spaces pour une partie)"
	@echo "make quick   répond en moins d’une minute : relecture rapide et essais rapides"
	@echo "make lint    relit style, types, couches, gabarits et réglages de production"
	@echo "make bench   mesure le registre à côté d’un SQL écrit à la main (ARGS=--million pour dix ans)"
	@echo "make chaos   éprouve les rappels par le feu (ARGS=--short en 90 secondes, ARGS=--crowd pour 10 000 personnes)"

run:
	@exec sh launcher/bootstrap.sh base run

reset:
	@exec sh launcher/bootstrap.sh base reset

test:
	@exec sh launcher/bootstrap.sh dev test $(ARGS)

quick:
	@exec sh launcher/bootstrap.sh dev quick $(ARGS)

lint:
	@exec sh launcher/bootstrap.sh dev lint

bench:
	@exec sh launcher/bootstrap.sh dev bench $(ARGS)

chaos:
	@exec sh launcher/bootstrap.sh dev chaos $(ARGS)
